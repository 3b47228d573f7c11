package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Takes back what a mail told of, with the token of its "this was not me" link.
public record DenyChange(String token) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("token", token, 1, 200);
    }
}
