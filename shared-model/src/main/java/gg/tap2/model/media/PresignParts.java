package gg.tap2.model.media;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.List;

/// Asks for presigned URLs of up to 100 parts.
public record PresignParts(List<Integer> partNumbers) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .check(partNumbers != null && !partNumbers.isEmpty(), "partNumbers", "required")
                .check(partNumbers == null || partNumbers.size() <= 100, "partNumbers", "too_many", 100);
    }
}
