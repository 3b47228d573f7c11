package gg.tap2.server.notices;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What notices are about. Required groups concern somebody's money or safety and are always mailed.
public enum NoticeGroup {
    SALES(false),
    MEMBERS(false),
    UPDATES(false),
    MESSAGES(false),
    PURCHASES(true),
    MEMBERSHIPS(true),
    MONEY(true),
    PAYOUTS(true),
    CONTENT(true),
    SECURITY(true);

    private final boolean required;

    NoticeGroup(boolean required) {
        this.required = required;
    }

    public boolean required() {
        return required;
    }

    static Optional<NoticeGroup> find(String name) {
        return Arrays.stream(values()).filter(g -> g.toString().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
