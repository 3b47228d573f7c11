package gg.tap2.model.accounts;

import static gg.tap2.model.accounts.AdminArea.AUDIT;
import static gg.tap2.model.accounts.AdminArea.CONTENT;
import static gg.tap2.model.accounts.AdminArea.MONEY;
import static gg.tap2.model.accounts.AdminArea.OVERVIEW;
import static gg.tap2.model.accounts.AdminArea.PEOPLE;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What an admin may see and change. Everybody else has none.
public enum AdminScope {
    /// Everything, including settings and who is an admin.
    FULL(EnumSet.allOf(AdminArea.class), EnumSet.allOf(AdminArea.class)),
    /// Sees everything and changes nothing.
    READ_ONLY(EnumSet.allOf(AdminArea.class), EnumSet.noneOf(AdminArea.class)),
    /// Helps people: sees accounts, their purchases and their reports; changes accounts only.
    SUPPORT(EnumSet.of(OVERVIEW, PEOPLE, CONTENT, MONEY), EnumSet.of(PEOPLE)),
    /// Answers for the money: refunds, adjustments, payouts and the books.
    FINANCE(EnumSet.of(OVERVIEW, PEOPLE, MONEY, AUDIT), EnumSet.of(OVERVIEW, MONEY)),
    /// Answers for what is published: reports, takedowns and appeals.
    CONTENT_REVIEW(EnumSet.of(OVERVIEW, CONTENT), EnumSet.of(CONTENT));

    private final Set<AdminArea> seen;
    private final Set<AdminArea> changed;

    AdminScope(Set<AdminArea> seen, Set<AdminArea> changed) {
        this.seen = seen;
        this.changed = changed;
    }

    public boolean maySee(AdminArea area) {
        return seen.contains(area);
    }

    public boolean mayChange(AdminArea area) {
        return changed.contains(area);
    }

    /// Whether this scope allows something that the other does not.
    public boolean exceeds(AdminScope other) {
        return !other.seen.containsAll(seen) || !other.changed.containsAll(changed);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
