package gg.tap2.server.s3;

import gg.tap2.server.platform.http.UnavailableException;

/// Storage did not answer or broke off. Retrying later may help.
public final class StorageUnavailableException extends UnavailableException {
    private static final long serialVersionUID = 1;

    public StorageUnavailableException(Throwable cause) {
        super("storage unavailable: " + cause.getMessage(), cause);
    }
}
