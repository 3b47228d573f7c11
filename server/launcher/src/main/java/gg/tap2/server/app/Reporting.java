package gg.tap2.server.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.protocol.Message;
import java.util.regex.Pattern;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.mask.MaskingJsonGeneratorDecorator;
import net.logstash.logback.mask.RegexValueMasker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the log goes and in which form, and errors to Sentry. Nothing that looks like a credential leaves, whoever
/// logged it.
final class Reporting {
    static final Pattern SECRETS = Pattern.compile(
            "(?:sk|rk|whsec|pk)_(?:live|test|sandbox)?_?[A-Za-z0-9]{8,}|[Bb]earer [A-Za-z0-9._~+/-]{8,}=*"
                    + "|eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*|(?<=://)[^/@\\s:]+:[^/@\\s]+(?=@)"
                    + "|(?<=[?&#](?:token|code|state)=)[A-Za-z0-9_.-]{8,}");

    private Reporting() {}

    static void start(ServerConfig config) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (config.text(Key.LOG_FORMAT).equals("json")) {
            root.detachAndStopAllAppenders();
            root.addAppender(json(context));
        }
        if (config.isSet(Key.SENTRY_DSN)) {
            Sentry.init(options -> configure(options, config));
            var appender = new SentryAppender();
            appender.setContext(context);
            appender.setName("sentry");
            appender.start();
            root.addAppender(appender);
        }
    }

    /// One JSON object a line: `@timestamp`, `level`, `logger_name`, `thread_name`, `message`, `requestId`, `userId`,
    /// `traceId`, `stack_trace`.
    private static ConsoleAppender<ILoggingEvent> json(LoggerContext context) {
        var masking = new MaskingJsonGeneratorDecorator();
        masking.addValueMasker(new RegexValueMasker(SECRETS, "[secret]"));
        masking.start();
        var encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setIncludeMdcKeyNames(java.util.List.of("requestId", "userId", "traceId"));
        encoder.setIncludeContext(false);
        encoder.addDecorator(masking);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("json");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    static void configure(SentryOptions options, ServerConfig config) {
        options.setDsn(config.secret(Key.SENTRY_DSN).value());
        options.setEnvironment(config.text(Key.MODE));
        options.setTracesSampleRate(0.1);
        options.setSendDefaultPii(false);
        options.setBeforeSend((event, hint) -> clean(event));
    }

    private static SentryEvent clean(SentryEvent event) {
        var request = event.getRequest();
        if (request != null) {
            request.setCookies(null);
            request.setHeaders(null);
            request.setData(null);
        }
        Message message = event.getMessage();
        if (message != null) {
            message.setFormatted(mask(message.getFormatted()));
            message.setMessage(mask(message.getMessage()));
            message.setParams(null);
        }
        var exceptions = event.getExceptions();
        if (exceptions != null) {
            exceptions.forEach(e -> e.setValue(mask(e.getValue())));
        }
        return event;
    }

    static @org.jspecify.annotations.Nullable String mask(@org.jspecify.annotations.Nullable String s) {
        return s == null ? null : SECRETS.matcher(s).replaceAll("[secret]");
    }

    /// Errors of the log become events, with the request's id to look for.
    private static final class SentryAppender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent e) {
            if (e.getLevel().toInt() < Level.ERROR_INT
                    || e.getLoggerName().startsWith("io.sentry")
                    || e.getLoggerName().startsWith("io.opentelemetry")) {
                return;
            }
            var event = e.getThrowableProxy() instanceof ThrowableProxy p
                    ? new SentryEvent(p.getThrowable())
                    : new SentryEvent();
            var message = new Message();
            message.setFormatted(e.getFormattedMessage());
            event.setMessage(message);
            event.setLevel(SentryLevel.ERROR);
            event.setLogger(e.getLoggerName());
            String request = e.getMDCPropertyMap().get("requestId");
            if (request != null) {
                event.setTag("requestId", request);
            }
            String user = e.getMDCPropertyMap().get("userId");
            if (user != null) {
                event.setTag("userId", user);
            }
            Sentry.captureEvent(event);
        }
    }
}
