package gg.tap2.model.media;

/// How a file is cut: equal parts of `partSize` bytes, the last one shorter. Storage wants 5 MiB–5 GiB and at
/// most 10,000 parts; we use 8 MiB up to 512 MiB, then 16 MiB.
public record PartPlan(long size, long partSize, int partCount) {
    public static PartPlan of(long size) {
        if (size <= 0) {
            throw new IllegalArgumentException("size must be positive: " + size);
        }
        long partSize = size <= 512L << 20 ? 8L << 20 : 16L << 20;
        return new PartPlan(size, partSize, (int) ((size + partSize - 1) / partSize));
    }

    /// First byte of the part; numbers start at 1.
    public long offset(int partNumber) {
        return (partNumber - 1) * partSize;
    }

    public long length(int partNumber) {
        return Math.min(partSize, size - offset(partNumber));
    }
}
