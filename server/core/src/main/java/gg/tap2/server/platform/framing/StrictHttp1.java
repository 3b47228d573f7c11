package gg.tap2.server.platform.framing;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/// The only protocol the server speaks: HTTP/1.1 without upgrades, read through [MessageFraming]. The proxy in front
/// speaks HTTP/2 to browsers.
public final class StrictHttp1 implements ServerConnectionSelector {
    static final Duration HEAD = Duration.ofSeconds(10);
    static final Duration BODY = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration WRITE = Duration.ofSeconds(20);
    private static final byte[] TOO_MANY = ("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 10\r\nConnection: close\r\n"
                    + "Content-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final Http1ConnectionSelector http1 = Http1ConnectionSelector.builder()
            .config(c -> c.maxPrologueLength(4 * RequestTarget.MAX_LINE)
                    .maxHeadersSize(MessageFraming.MAX_HEAD)
                    .validateRequestHeaders(true)
                    .continueImmediately(false))
            .build();
    private final Deadlines deadlines = new Deadlines();
    private final StrictReader.Limits limits;

    private final Connections connections;
    private final Function<String, Optional<String>> counted;
    private final Duration write;

    /// @param perNetwork how many connections a network may have open
    /// @param counted the network of an address that is counted; empty for proxies, who speak for many
    public StrictHttp1(int perNetwork, Function<String, Optional<String>> counted) {
        this(perNetwork, counted, HEAD, BODY, WRITE);
    }

    StrictHttp1(
            int perNetwork, Function<String, Optional<String>> counted, Duration head, Duration body, Duration write) {
        this.connections = new Connections(perNetwork);
        this.counted = counted;
        this.limits = new StrictReader.Limits(head, body, IDLE);
        this.write = write;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var network = context.remotePeer().address() instanceof InetSocketAddress a
                ? counted.apply(a.getAddress().getHostAddress()).orElse(null)
                : null;
        if (network != null && !connections.enter(network)) {
            return new Refused(context);
        }
        try {
            var reader = new DataReader(new StrictReader(context.dataReader(), deadlines, limits));
            var writer = new TimedWriter(context.dataWriter(), deadlines, write);
            var connection = http1.connection(new Framed(context, reader, writer));
            return network == null ? connection : new Counted(connection, () -> connections.leave(network));
        } catch (RuntimeException e) {
            if (network != null) {
                connections.leave(network);
            }
            throw e;
        }
    }

    /// A connection that is given back to its network when it ends.
    private record Counted(ServerConnection of, Runnable ended) implements ServerConnection {
        @Override
        public void handle(Limit limit) throws InterruptedException {
            try {
                of.handle(limit);
            } finally {
                ended.run();
            }
        }

        @Override
        public Duration idleTime() {
            return of.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            of.close(interrupt);
        }
    }

    /// A connection too many: told to come back, and nothing of it is read.
    private record Refused(ConnectionContext context) implements ServerConnection {
        @Override
        public void handle(Limit limit) {
            context.dataWriter().writeNow(BufferData.create(TOO_MANY));
            throw new CloseConnectionException("too many connections of one network");
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            // It ends by itself.
        }
    }

    /// A connection whose reader and writer are ours.
    private record Framed(ConnectionContext of, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return of.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return of.executor();
        }

        @Override
        public Router router() {
            return of.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return of.proxyProtocolData();
        }

        @Override
        public io.helidon.common.socket.HelidonSocket serverSocket() {
            return of.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return of.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return of.localPeer();
        }

        @Override
        public boolean isSecure() {
            return of.isSecure();
        }

        @Override
        public String socketId() {
            return of.socketId();
        }

        @Override
        public String childSocketId() {
            return of.childSocketId();
        }
    }
}
