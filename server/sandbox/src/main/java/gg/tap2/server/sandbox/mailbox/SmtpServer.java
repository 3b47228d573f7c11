package gg.tap2.server.sandbox.mailbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small SMTP receiver: EHLO, AUTH, MAIL, RCPT, DATA, RSET, NOOP, QUIT. One virtual thread each. As
/// strict as relays are:
///
/// - mail only after AUTH with the right password: 530 5.7.0, 535 5.7.8 (RFC 4954);
/// - an idle connection is closed after ten seconds, as by Amazon SES ("SMTP connection timeouts"), and one
/// that carried
///   100 messages with 421, as by Postfix (smtpd_client_message_rate, smtp_connection_reuse_count_limit);
/// - more mail in a second than allowed is 454 "Throttling failure: Maximum sending rate exceeded"
/// (docs.aws.amazon.com/ses,
///   "Errors related to the sending quotas").
final class SmtpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);
    static final int MAX_MESSAGE = 25 << 20;
    private static final int MAX_LINE = 16_384;
    private static final int MAX_RECIPIENTS = 100;
    private static final int MAILS_PER_CONNECTION = 100;
    private static final int IDLE_MS = 10_000;

    interface Sink {
        /// An SMTP reply that refuses, such as `451 4.3.0 try later`, or null to go on.
        ///
        /// @param stage `mail`, `rcpt` or `data`
        @Nullable
        String refusal(String stage, String address);

        boolean knows(String user, String password);

        void accept(String from, List<String> to, byte[] raw);
    }

    private final ServerSocket listener;
    private final Sink sink;
    private final ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();

    SmtpServer(int port, Sink sink) {
        this.sink = sink;
        try {
            listener = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox mailbox port " + port, e);
        }
        sessions.execute(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sessions.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MS);
            new Session(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()).run();
        } catch (IOException e) {
            LOG.debug("smtp session ended", e);
        }
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private @Nullable String from;
        private boolean known;
        private int taken;
        private final List<String> to = new ArrayList<>();

        private Session(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        private void run() throws IOException {
            say("220 mailbox.sandbox ESMTP ready");
            for (String line = line(); line != null; line = line()) {
                String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> {
                        say("250-mailbox.sandbox");
                        say("250-SIZE " + MAX_MESSAGE);
                        say("250-8BITMIME");
                        say("250-SMTPUTF8");
                        say("250 AUTH PLAIN LOGIN");
                    }
                    case "HELO" -> say("250 mailbox.sandbox");
                    case "AUTH" -> authenticate(line);
                    case "MAIL" -> mail(line);
                    case "RCPT" -> recipient(line);
                    case "DATA" -> data();
                    case "RSET" -> {
                        reset();
                        say("250 2.0.0 ok");
                    }
                    case "NOOP" -> say("250 2.0.0 ok");
                    case "QUIT" -> {
                        say("221 2.0.0 bye");
                        return;
                    }
                    default -> say("500 5.5.2 unknown command");
                }
            }
        }

        private void authenticate(String line) throws IOException {
            String[] parts = line.split(" ");
            String mechanism = parts.length < 2 ? "" : parts[1].toUpperCase(Locale.ROOT);
            String user = "";
            String password = "";
            if (mechanism.equals("LOGIN")) {
                user = decoded(parts.length < 3 ? asked("VXNlcm5hbWU6") : parts[2]);
                password = decoded(asked("UGFzc3dvcmQ6"));
            } else if (mechanism.equals("PLAIN")) {
                String[] all = decoded(parts.length < 3 ? asked("") : parts[2]).split("\u0000", -1);
                user = all.length == 3 ? all[1] : "";
                password = all.length == 3 ? all[2] : "";
            } else {
                say("504 5.5.4 unknown mechanism");
                return;
            }
            known = sink.knows(user, password);
            say(known ? "235 2.7.0 authenticated" : "535 5.7.8 authentication credentials invalid");
        }

        private String asked(String question) throws IOException {
            say("334 " + question);
            String answer = line();
            return answer == null ? "" : answer;
        }

        private static String decoded(String base64) {
            try {
                return new String(java.util.Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private void mail(String line) throws IOException {
            String address = address(line);
            if (!known) {
                say("530 5.7.0 authentication required");
                return;
            }
            if (address == null) {
                say("501 5.1.7 bad sender");
                return;
            }
            if (taken >= MAILS_PER_CONNECTION) {
                say("421 4.7.0 too many messages in one connection");
                throw new IOException("closed after " + taken + " messages");
            }
            String upper = line.toUpperCase(Locale.ROOT);
            int size = upper.indexOf("SIZE=");
            if (size >= 0 && tooBig(upper.substring(size + 5).split(" ", 2)[0])) {
                say("552 5.3.4 message too big");
                return;
            }
            String refusal = sink.refusal("mail", address);
            if (refusal != null) {
                say(refusal);
                return;
            }
            reset();
            from = address;
            say("250 2.1.0 ok");
        }

        private static boolean tooBig(String size) {
            return !size.matches("\\d{1,12}") || Long.parseLong(size) > MAX_MESSAGE;
        }

        private void recipient(String line) throws IOException {
            String address = address(line);
            if (from == null) {
                say("503 5.5.1 MAIL first");
            } else if (address == null || !address.contains("@")) {
                say("501 5.1.3 bad recipient");
            } else if (to.size() >= MAX_RECIPIENTS) {
                say("452 4.5.3 too many recipients");
            } else if (sink.refusal("rcpt", address) instanceof String refusal) {
                say(refusal);
            } else {
                to.add(address);
                say("250 2.1.5 ok");
            }
        }

        private void data() throws IOException {
            if (from == null || to.isEmpty()) {
                say("503 5.5.1 RCPT first");
                return;
            }
            say("354 end with <CRLF>.<CRLF>");
            byte[] raw = message();
            if (raw == null) {
                say("552 5.3.4 message too big");
            } else if (sink.refusal("data", to.getFirst()) instanceof String refusal) {
                say(refusal);
            } else {
                taken++;
                sink.accept(from, List.copyOf(to), raw);
                say("250 2.0.0 accepted");
            }
            reset();
        }

        /// Reads to the lone dot; null when it grew too big.
        private byte @Nullable [] message() throws IOException {
            var bytes = new ByteArrayOutputStream();
            boolean big = false;
            while (true) {
                byte[] line = rawLine(MAX_MESSAGE);
                if (line == null) {
                    throw new IOException("connection lost in DATA");
                }
                if (line.length == 1 && line[0] == '.') {
                    return big ? null : bytes.toByteArray();
                }
                int skip = line.length > 0 && line[0] == '.' ? 1 : 0;
                big |= bytes.size() + line.length > MAX_MESSAGE;
                if (!big) {
                    bytes.write(line, skip, line.length - skip);
                    bytes.write('\r');
                    bytes.write('\n');
                }
            }
        }

        private void reset() {
            from = null;
            to.clear();
        }

        private @Nullable String address(String line) {
            int open = line.indexOf('<');
            int close = line.indexOf('>', open);
            return open < 0 || close < 0
                    ? null
                    : line.substring(open + 1, close).strip();
        }

        private @Nullable String line() throws IOException {
            byte[] bytes = rawLine(MAX_LINE);
            return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8).strip();
        }

        private byte @Nullable [] rawLine(int limit) throws IOException {
            var bytes = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    byte[] line = bytes.toByteArray();
                    int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
                    return java.util.Arrays.copyOf(line, length);
                }
                if (bytes.size() > limit) {
                    throw new IOException("line too long");
                }
                bytes.write(b);
            }
            return null;
        }

        private void say(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
        sessions.shutdownNow();
    }
}
