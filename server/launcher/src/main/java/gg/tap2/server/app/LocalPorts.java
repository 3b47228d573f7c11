package gg.tap2.server.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports that the parts of an installation keep over restarts. They lie below those that systems hand out to outgoing
/// connections (from 32768 on), so that none of these sits on one while the server is down.
final class LocalPorts {
    private static final int FROM = 10_240;
    private static final int TO = 32_000;
    private static final int TRIES = 50;

    private LocalPorts() {}

    /// The remembered port when it is free, else another free one; 0, which is any, when none is found.
    static int choose(int remembered) {
        if (remembered != 0 && free(remembered)) {
            return remembered;
        }
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (free(port)) {
                return port;
            }
        }
        return 0;
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
