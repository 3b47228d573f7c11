package gg.tap2.server.platform.framing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Follows a stream of requests byte by byte and lets through what is well formed: a head only once it is complete
/// and checked, never a byte beyond the message that is being read.
final class MessageFraming {
    static final int MAX_HEAD = 24 * 1024;
    private static final int MAX_CHUNK_DIGITS = 7;

    private enum State {
        HEAD,
        LENGTH,
        CHUNK_SIZE,
        CHUNK_SIZE_LF,
        CHUNK_DATA,
        CHUNK_DATA_CR,
        CHUNK_DATA_LF,
        END_CR,
        END_LF
    }

    private State state = State.HEAD;
    private byte[] input = new byte[0];
    private int at;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private long remaining;
    private int chunkDigits;
    private long chunkSize;

    void add(byte[] bytes) {
        if (at >= input.length) {
            input = bytes;
        } else {
            int rest = input.length - at;
            byte[] joined = new byte[rest + bytes.length];
            System.arraycopy(input, at, joined, 0, rest);
            System.arraycopy(bytes, 0, joined, rest, bytes.length);
            input = joined;
        }
        at = 0;
    }

    /// Whether a request has begun but its head is not complete.
    boolean isInsideHead() {
        return state == State.HEAD && head.size() > 0;
    }

    boolean isBetweenRequests() {
        return state == State.HEAD && head.size() == 0;
    }

    /// The next bytes that may be read; empty when more input is needed.
    ///
    /// @throws BadFrameException when the stream cannot go on
    byte[] next() {
        return switch (state) {
            case HEAD -> nextHead();
            case LENGTH -> nextOfLength();
            default -> nextOfChunks();
        };
    }

    private byte[] nextHead() {
        while (at < input.length) {
            byte b = input[at++];
            if (head.size() == 0 && (b == '\r' || b == '\n')) {
                throw new BadFrameException("empty request line");
            }
            boolean afterCr = head.size() > 0 && lastOfHead() == '\r';
            if (afterCr != (b == '\n')) {
                throw new BadFrameException("line end");
            }
            head.write(b);
            if (head.size() > MAX_HEAD) {
                throw new BadFrameException(431, "head too large");
            }
            if (b == '\n' && endsHead()) {
                byte[] whole = head.toByteArray();
                head.reset();
                last = 0;
                beforeLast = 0;
                lineBytes = 0;
                var body = RequestHead.check(whole);
                if (body.chunked()) {
                    state = State.CHUNK_SIZE;
                    chunkDigits = 0;
                    chunkSize = 0;
                } else if (body.length() > 0) {
                    state = State.LENGTH;
                    remaining = body.length();
                }
                return RequestTarget.escaped(whole);
            }
            track(b);
        }
        return EMPTY;
    }

    private static final byte[] EMPTY = new byte[0];
    private byte last;
    private byte beforeLast;
    private int lineBytes;

    private byte lastOfHead() {
        return last;
    }

    private void track(byte b) {
        beforeLast = last;
        last = b;
        lineBytes = b == '\n' ? 0 : lineBytes + 1;
    }

    /// An empty line: the carriage return was the line's only byte.
    private boolean endsHead() {
        return last == '\r' && lineBytes == 1 && beforeLast == '\n';
    }

    private byte[] nextOfLength() {
        int n = (int) Math.min(remaining, input.length - at);
        byte[] out = Arrays.copyOfRange(input, at, at + n);
        at += n;
        remaining -= n;
        if (remaining == 0) {
            state = State.HEAD;
        }
        return out;
    }

    private byte[] nextOfChunks() {
        int from = at;
        while (at < input.length && state != State.HEAD) {
            byte b = input[at];
            switch (state) {
                case CHUNK_SIZE -> chunkSizeByte(b);
                case CHUNK_SIZE_LF -> {
                    expect(b, '\n');
                    remaining = chunkSize;
                    state = chunkSize == 0 ? State.END_CR : State.CHUNK_DATA;
                }
                case CHUNK_DATA -> {
                    int n = (int) Math.min(remaining, input.length - at);
                    remaining -= n;
                    at += n - 1;
                    if (remaining == 0) {
                        state = State.CHUNK_DATA_CR;
                    }
                }
                case CHUNK_DATA_CR -> {
                    expect(b, '\r');
                    state = State.CHUNK_DATA_LF;
                }
                case CHUNK_DATA_LF -> {
                    expect(b, '\n');
                    state = State.CHUNK_SIZE;
                    chunkDigits = 0;
                    chunkSize = 0;
                }
                case END_CR -> {
                    expect(b, '\r');
                    state = State.END_LF;
                }
                case END_LF -> {
                    expect(b, '\n');
                    state = State.HEAD;
                }
                case HEAD, LENGTH -> throw new IllegalStateException(state.toString());
            }
            at++;
        }
        return Arrays.copyOfRange(input, from, at);
    }

    /// Chunk extensions and trailers are refused: nobody needs them and readers disagree about them.
    private void chunkSizeByte(byte b) {
        int digit = b == '\r' ? -1 : Character.digit(b, 16);
        if (b == '\r' && chunkDigits > 0) {
            state = State.CHUNK_SIZE_LF;
        } else if (digit < 0 || b < 0 || ++chunkDigits > MAX_CHUNK_DIGITS) {
            throw new BadFrameException("chunk size");
        } else {
            chunkSize = chunkSize * 16 + digit;
        }
    }

    private static void expect(byte b, char c) {
        if (b != c) {
            throw new BadFrameException("chunk");
        }
    }
}
