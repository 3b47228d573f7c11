package gg.tap2.model.accounts;

import java.util.Locale;

/// What a user may do. A creator can also buy: buying needs no role beyond being signed in.
public enum Role {
    ADMIN,
    CREATOR,
    FAN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
