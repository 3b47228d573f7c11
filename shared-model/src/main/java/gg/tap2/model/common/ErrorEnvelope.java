package gg.tap2.model.common;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The error envelope of every API answer: a stable code, a localised message, and messages by field.
public record ErrorEnvelope(ErrorBody error) {
    public record ErrorBody(
            String code,
            String message,
            @Nullable Map<String, List<String>> details,
            @Nullable String requestId) {}
}
