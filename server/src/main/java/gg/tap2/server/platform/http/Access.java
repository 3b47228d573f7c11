package gg.tap2.server.platform.http;

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
    ADMIN,
    /// A provider that proves itself by a signature over the body.
    WEBHOOK,
    /// Only exists in sandbox mode.
    SANDBOX
}
