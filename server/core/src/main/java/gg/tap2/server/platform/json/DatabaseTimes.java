package gg.tap2.server.platform.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/// Times and days that people mean and the database knows: text of the years 1 to 9999.
final class DatabaseTimes {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private DatabaseTimes() {}

    static SimpleModule module() {
        return new SimpleModule("database-times")
                .addDeserializer(Instant.class, new Instants())
                .addDeserializer(LocalDate.class, new Days());
    }

    private static final class Instants extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        Instants() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser p, DeserializationContext context) throws IOException {
            String text = text(p, context, Instant.class);
            try {
                Instant at = OffsetDateTime.parse(text).toInstant();
                if (!at.isBefore(FIRST) && !at.isAfter(LAST)) {
                    return at;
                }
            } catch (DateTimeException e) {
                // refused below, as what is out of range
            }
            throw context.weirdStringException(text, Instant.class, "not a time of the years 1 to 9999");
        }
    }

    private static final class Days extends StdScalarDeserializer<LocalDate> {
        private static final long serialVersionUID = 1;

        Days() {
            super(LocalDate.class);
        }

        @Override
        public LocalDate deserialize(JsonParser p, DeserializationContext context) throws IOException {
            String text = text(p, context, LocalDate.class);
            try {
                LocalDate day = LocalDate.parse(text);
                if (day.getYear() >= 1 && day.getYear() <= 9999) {
                    return day;
                }
            } catch (DateTimeException e) {
                // refused below, as what is out of range
            }
            throw context.weirdStringException(text, LocalDate.class, "not a day of the years 1 to 9999");
        }
    }

    private static String text(JsonParser p, DeserializationContext context, Class<?> type) throws IOException {
        if (!p.hasToken(JsonToken.VALUE_STRING)) {
            return (String) context.handleUnexpectedToken(type, p);
        }
        return p.getText().strip();
    }
}
