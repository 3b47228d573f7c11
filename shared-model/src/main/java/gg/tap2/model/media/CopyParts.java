package gg.tap2.model.media;

import java.util.List;
import java.util.UUID;

/// Takes unchanged parts over from an earlier, ready upload of the same creator, inside storage: the parts with these
/// numbers, which both files cut alike.
public record CopyParts(UUID fromUploadId, List<Integer> partNumbers) {}
