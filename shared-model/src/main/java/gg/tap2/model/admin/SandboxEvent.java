package gg.tap2.model.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event that a stand-in sent, with its JSON as it went out.
public record SandboxEvent(String id, String type, @Nullable Instant at, String payload) {}
