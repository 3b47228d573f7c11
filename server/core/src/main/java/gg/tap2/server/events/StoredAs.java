package gg.tap2.server.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The word by which an event stands in the outbox. It never changes: rows of the release before have it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface StoredAs {
    String value();
}
