package gg.tap2.model.accounts;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Opens an account. Passwords have 10–128 characters; a creator also names slug and display name.
/// What a creator sells and is paid in is `currency`, else the currency of `country`, else US dollars.
public record RegisterRequest(
        String email,
        String password,
        Role role,
        String displayName,
        @Nullable String slug,
        @Nullable String locale,
        @Nullable String country,
        @Nullable Currency currency)
        implements Validated {
    public static final int PASSWORD_MIN = 10;
    public static final int PASSWORD_MAX = 128;

    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    /// Somebody whose country nobody knows.
    public RegisterRequest(
            String email,
            String password,
            Role role,
            String displayName,
            @Nullable String slug,
            @Nullable String locale) {
        this(email, password, role, displayName, slug, locale, null, null);
    }

    @Override
    public Violations validate() {
        var v = Violations.none()
                .email("email", email)
                .text("password", password, PASSWORD_MIN, PASSWORD_MAX)
                .line("displayName", displayName, 1, 100)
                .required("role", role)
                .check(role != Role.ADMIN, "role", "invalid")
                .matches("country", country, COUNTRY, "invalid");
        if (role == Role.CREATOR && slug != null) {
            v.check(gg.tap2.model.common.Slugs.isValid(slug), "slug", "slug");
        }
        return v;
    }
}
