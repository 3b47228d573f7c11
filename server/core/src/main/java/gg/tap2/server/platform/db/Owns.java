package gg.tap2.server.platform.db;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The tables of a package. Each table has one owner, and only its owner's code writes it; others ask the
/// owner's door. `TableOwnershipTest` reads the whole source and holds the list of what is still otherwise.
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.CLASS)
public @interface Owns {
    String[] value();
}
