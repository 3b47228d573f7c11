package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.protocol.Message;
import io.sentry.protocol.Request;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// What leaves towards the log and Sentry.
final class ReportingTest {
    @Test
    void whatLooksLikeACredentialIsMasked() {
        for (String secret : new String[] {
            "sk_live_51HqLyjWDarjtT1zdp7dc",
            "whsec_1234567890abcdef",
            "Bearer abcdefghijklmnop",
            "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        }) {
            assertThat(Reporting.mask("call with " + secret + " failed")).isEqualTo("call with [secret] failed");
        }
        assertThat(Reporting.mask("postgres://app:hunter2hunter2@db/x")).doesNotContain("hunter2");
        assertThat(Reporting.mask("GET /verify?token=abcdefghijkl")).doesNotContain("abcdefghijkl");
        assertThat(Reporting.mask("payment 0199 of tip_goal paid")).isEqualTo("payment 0199 of tip_goal paid");
    }

    @Test
    void sentryGetsTheErrorWithoutCookiesAndBodies() throws Exception {
        var got = new LinkedBlockingQueue<String>();
        var sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sink.createContext("/", x -> {
            byte[] body = x.getRequestBody().readAllBytes();
            boolean gzip = "gzip".equals(x.getRequestHeaders().getFirst("Content-Encoding"));
            got.add(new String(
                    gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body,
                    StandardCharsets.UTF_8));
            x.sendResponseHeaders(200, -1);
            x.close();
        });
        sink.start();
        var config = ServerConfig.load(
                null,
                Map.of(),
                Map.of(
                        Key.SENTRY_DSN,
                        "http://key@127.0.0.1:" + sink.getAddress().getPort() + "/1"));
        Sentry.init(o -> Reporting.configure(o, config));
        try {
            var event = new SentryEvent(new IllegalStateException("broke at sk_live_51HqLyjWDarjtT1zdp7dc"));
            var message = new Message();
            message.setFormatted("error with Bearer abcdefghijklmnop");
            event.setMessage(message);
            var request = new Request();
            request.setCookies("tap2_refresh=verysecretcookie");
            request.setData("password=verysecretbody");
            request.setHeaders(Map.of("Authorization", "verysecretheader"));
            event.setRequest(request);
            event.setTag("requestId", "req-4711");
            Sentry.captureEvent(event);
            String sent = got.poll(10, TimeUnit.SECONDS);
            for (int i = 0; i < 5 && sent != null && !sent.contains("req-4711"); i++) {
                sent = got.poll(5, TimeUnit.SECONDS);
            }
            assertThat(sent).contains("IllegalStateException", "req-4711", "\"environment\":\"sandbox\"");
            assertThat(sent).doesNotContain("verysecret", "sk_live_", "abcdefghijklmnop");
        } finally {
            Sentry.close();
            sink.stop(0);
        }
    }
}
