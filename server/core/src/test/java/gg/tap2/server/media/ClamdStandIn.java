package gg.tap2.server.media;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// Speaks clamd's INSTREAM as its manual says, refuses what clamd refuses, and fails in the ways that it is told to.
public final class ClamdStandIn implements AutoCloseable {
    /// In two pieces, so that no scanner on a developer's machine takes this class away.
    static final byte[] EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")
            .getBytes(StandardCharsets.US_ASCII);

    /// How it behaves.
    enum Mood {
        WELL,
        SILENT,
        GARBAGE,
        CUT,
        CLOSES,
        ALMOST
    }

    volatile Mood mood = Mood.WELL;
    final int most;
    final AtomicInteger streams = new AtomicInteger();
    volatile String fault = "";
    private final ServerSocket server;

    public ClamdStandIn(int most) throws IOException {
        this.most = most;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::run);
    }

    public String address() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private void run() {
        while (!server.isClosed()) {
            try {
                Socket s = server.accept();
                Thread.ofVirtual().start(() -> serve(s));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            String command = new String(in.readNBytes(10), StandardCharsets.US_ASCII);
            if (!command.equals("zINSTREAM\0")) {
                fault = "command " + command;
                say(socket, "UNKNOWN COMMAND\0");
                return;
            }
            streams.incrementAndGet();
            if (mood == Mood.CLOSES) {
                return;
            }
            var all = new ByteArrayOutputStream();
            for (int n = in.readInt(); n != 0; n = in.readInt()) {
                if (n < 0 || all.size() + n > most) {
                    say(socket, "INSTREAM size limit exceeded. ERROR\0");
                    return;
                }
                all.write(in.readNBytes(n));
            }
            switch (mood) {
                case SILENT -> Thread.sleep(60_000);
                case GARBAGE -> say(socket, "HTTP/1.1 200 OK\r\n\r\nstream: OK\0");
                case CUT -> say(socket, "stream: O");
                case ALMOST -> say(socket, "stream: OK\nstream: OK\0");
                default ->
                    say(socket, contains(all.toByteArray()) ? "stream: Eicar-Signature FOUND\0" : "stream: OK\0");
            }
        } catch (IOException e) {
            // The client went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean contains(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(EICAR, StandardCharsets.ISO_8859_1));
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
