package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Opens an account. Passwords have 10–128 characters; a creator also names slug and display name.
public record RegisterRequest(
        String email,
        String password,
        Role role,
        String displayName,
        @Nullable String slug,
        @Nullable String locale) implements Validated {
    public static final int PASSWORD_MIN = 10;
    public static final int PASSWORD_MAX = 128;

    @Override
    public Violations validate() {
        var v = Violations.none()
                .email("email", email)
                .text("password", password, PASSWORD_MIN, PASSWORD_MAX)
                .line("displayName", displayName, 1, 100)
                .required("role", role)
                .check(role != Role.ADMIN, "role", "invalid");
        if (role == Role.CREATOR && slug != null) {
            v.check(gg.tap2.model.common.Slugs.isValid(slug), "slug", "slug");
        }
        return v;
    }
}
