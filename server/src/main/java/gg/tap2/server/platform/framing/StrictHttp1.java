package gg.tap2.server.platform.framing;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// The only protocol the server speaks: HTTP/1.1 without upgrades, read through [MessageFraming]. The proxy in front
/// speaks HTTP/2 to browsers.
public final class StrictHttp1 implements ServerConnectionSelector {
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration BODY = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Http1ConnectionSelector http1 = Http1ConnectionSelector.builder()
            .config(c -> c.maxPrologueLength(8 * 1024)
                    .maxHeadersSize(MessageFraming.MAX_HEAD)
                    .validateRequestHeaders(true)
                    .continueImmediately(false))
            .build();
    private final Deadlines deadlines = new Deadlines();
    private final StrictReader.Limits limits;

    public StrictHttp1() {
        this(HEAD, BODY);
    }

    StrictHttp1(Duration head, Duration body) {
        this.limits = new StrictReader.Limits(head, body, IDLE);
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
        var reader = new DataReader(new StrictReader(context.dataReader(), deadlines, limits));
        return http1.connection(new Framed(context, reader));
    }

    /// A connection whose reader is ours.
    private record Framed(ConnectionContext of, DataReader dataReader) implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return of.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return of.executor();
        }

        @Override
        public DataWriter dataWriter() {
            return of.dataWriter();
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
