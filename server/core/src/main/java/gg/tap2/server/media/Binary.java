package gg.tap2.server.media;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Fields of binary formats.
final class Binary {
    private Binary() {}

    /// @throws EOFException when the stream ends before `length` bytes
    static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Two bytes without a sign.
    static int word(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }

    /// Four bytes without a sign.
    static long dword(ByteBuffer in, int at) {
        return in.getInt(at) & 0xFFFFFFFFL;
    }
}
