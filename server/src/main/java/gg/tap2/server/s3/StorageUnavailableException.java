package gg.tap2.server.s3;

/// Storage did not answer in time. Uploads and downloads are answered 503; nothing else is affected.
public final class StorageUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StorageUnavailableException(Throwable cause) {
        super(cause);
    }
}
