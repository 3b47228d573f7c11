package gg.tap2.server.platform.http;

/// How recently the caller of a route must have proven who they are. Declared beside [Access]; a session alone is no
/// proof, since sessions get stolen. With a second factor the proof is its code, otherwise the password.
public enum Proof {
    /// The session is enough.
    NONE,
    /// The session is enough when it is its owner's: what is given out is a file or a link that stays, so an admin who
    /// looks through a user's eyes does not get it.
    OWNER,
    /// A proof within the last minutes, checked before the handler; without it the answer is `step_up_required`.
    FRESH,
    /// The request carries its proof, such as the password of a change of address; its door checks it.
    IN_REQUEST,
    /// The door asks for a proof when the sum of the day or the destination calls for one.
    BY_AMOUNT
}
