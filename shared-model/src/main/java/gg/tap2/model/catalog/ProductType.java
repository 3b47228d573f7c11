package gg.tap2.model.catalog;

import java.util.Locale;

public enum ProductType {
    DOWNLOAD,
    COURSE,
    UNLOCKABLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
