package gg.tap2.model.accounts;

import gg.tap2.model.common.Languages;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Changes the own name or language; absent fields stay.
public record UpdateMe(
        @Nullable String displayName, @Nullable String locale) implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none().line("displayName", displayName, 0, 100);
        v.check(displayName == null || !displayName.isBlank(), "displayName", "required");
        return v.check(locale == null || Languages.isSupported(locale), "locale", "invalid");
    }
}
