package gg.tap2.server.platform.http;

import gg.tap2.model.common.Envelope;
import gg.tap2.model.common.ErrorEnvelope;
import gg.tap2.model.common.Violations;
import gg.tap2.server.platform.db.DatabaseUnavailableException;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place that turns exceptions into answers. Internal texts never leave the server; a fault is logged once
/// with the request id that the caller can quote.
public final class ErrorMapper {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    private final Texts texts;

    public ErrorMapper(Texts texts) {
        this.texts = texts;
    }

    /// What to answer for an exception.
    public record Answer(
            int status,
            String code,
            String message,
            @Nullable Map<String, List<String>> details,
            int retryAfter,
            @Nullable Object current) {}

    public Answer map(Throwable t, Locale locale, String requestId, String what) {
        return switch (t) {
            case ApiException e ->
                new Answer(
                        e.status(),
                        e.code(),
                        texts.get(locale, "error." + e.code(), e.args()),
                        details(e.violations(), locale),
                        e.retryAfterSeconds(),
                        e.current());
            case UnavailableException e -> {
                LOG.warn("{} during {} ({})", e.getMessage(), what, requestId);
                yield new Answer(503, "unavailable", texts.get(locale, "error.unavailable"), null, 5, null);
            }
            case DatabaseUnavailableException e -> {
                LOG.warn("database unavailable during {} ({}): {}", what, requestId, String.valueOf(e.getCause()));
                yield new Answer(503, "unavailable", texts.get(locale, "error.unavailable"), null, 2, null);
            }
            case io.helidon.http.HttpException e
            when e.status().code() < 500 ->
                new Answer(e.status().code(), "bad_request", texts.get(locale, "error.bad_request"), null, 0, null);
            case io.helidon.http.RequestException e
            when e.status().code() < 500 ->
                new Answer(e.status().code(), "bad_request", texts.get(locale, "error.bad_request"), null, 0, null);
            case RuntimeException e
            when Db.READ_ONLY.equals(Db.sqlState(e)) ->
                new Answer(403, "read_only_session", texts.get(locale, "error.read_only_session"), null, 0, null);
            default -> {
                LOG.error("{} failed ({})", what, requestId, t);
                yield new Answer(500, "internal", texts.get(locale, "error.internal", requestId), null, 0, null);
            }
        };
    }

    public byte[] json(Answer a, String requestId) {
        var error = new ErrorEnvelope.ErrorBody(a.code(), a.message(), a.details(), requestId);
        var current = a.current();
        if (current == null) {
            return Json.bytes(new ErrorEnvelope(error));
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("error", error);
        body.put("data", Envelope.of(current).data());
        return Json.bytes(body);
    }

    public @Nullable Map<String, List<String>> details(@Nullable Violations violations, Locale locale) {
        if (violations == null) {
            return null;
        }
        var out = new LinkedHashMap<String, List<String>>();
        violations
                .byField()
                .forEach((field, list) -> out.put(
                        field,
                        list.stream()
                                .map(v -> texts.get(
                                        locale,
                                        "validation." + v.key(),
                                        v.args().toArray()))
                                .toList()));
        return out;
    }
}
