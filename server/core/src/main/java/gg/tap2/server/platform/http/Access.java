package gg.tap2.server.platform.http;

import gg.tap2.model.accounts.AdminArea;
import org.jspecify.annotations.Nullable;

/// Who may call a route. Checked in one place, before the handler.
public enum Access {
    /// Anyone; a signed-in caller is known to the handler.
    PUBLIC,
    /// Any signed-in user, also one whose address is not confirmed yet. Only for what confirms, corrects or
    /// removes the account, or ends its session.
    UNCONFIRMED,
    /// Any signed-in user with a confirmed address, as for all below.
    SIGNED_IN,
    FAN,
    /// A fan, or a guest without an account; creators and admins are refused.
    FAN_OR_GUEST,
    CREATOR,
    /// Any admin, for the overview and what waits for a second admin. Here and below it is the admin's scope that
    /// says whether the area may be seen and changed.
    ADMIN(AdminArea.OVERVIEW),
    ADMIN_PEOPLE(AdminArea.PEOPLE),
    ADMIN_CONTENT(AdminArea.CONTENT),
    ADMIN_MONEY(AdminArea.MONEY),
    ADMIN_AUDIT(AdminArea.AUDIT),
    ADMIN_OPERATIONS(AdminArea.OPERATIONS),
    ADMIN_SETTINGS(AdminArea.SETTINGS),
    /// A provider that proves itself by a signature over the body.
    WEBHOOK,
    /// Only exists in sandbox mode.
    SANDBOX;

    private final @Nullable AdminArea area;

    Access() {
        this.area = null;
    }

    Access(AdminArea area) {
        this.area = area;
    }

    /// The part of the administration that the route belongs to; null where it is for others than admins.
    public @Nullable AdminArea area() {
        return area;
    }
}
