package gg.tap2.model.messages;

import java.time.Instant;
import java.util.UUID;

/// A message that was sent, and to how many people.
public record CreatorMessage(
        UUID id, Audience audience, String subject, String text, long recipients, Instant sentAt) {}
