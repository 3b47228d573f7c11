package gg.tap2.model.notices;

import java.time.Instant;

/// One server-sent event. `type` is `changes` or `notices`; `cursor` is the state it tells of, also sent as the event
/// id.
public record LiveEvent(String type, String cursor, Instant at) {
    public static final String CHANGES = "changes";
    public static final String NOTICES = "notices";
}
