package gg.tap2.model.admin;

import java.time.Instant;
import java.util.List;

/// The stand-ins of a server in sandbox mode. `offset` is how far its clock was moved, as an ISO 8601 duration.
public record SandboxState(Instant now, String offset, List<StandIn> standIns) {
    /// `page` is where a browser shows its objects; `rules` is what happens to the webhooks that come next.
    public record StandIn(String name, String page, List<Rule> rules) {}

    /// `kind` is `drop`, `delay`, `duplicate`, `reorder` or `hold`; `type` is the event type, empty for any; `amount`
    /// is
    /// milliseconds of delay or extra copies.
    public record Rule(String kind, String type, long amount, int remaining) {}
}
