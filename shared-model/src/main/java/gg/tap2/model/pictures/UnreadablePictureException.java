package gg.tap2.model.pictures;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A file that is no picture, is cut off, or is of a format that is not read.
public final class UnreadablePictureException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadablePictureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
