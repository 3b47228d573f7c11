package gg.tap2.studio.uploads;

import java.util.Locale;

/// Where an upload stands. Only [#READY] and [#CANCELLED] are final; everything else can be taken up again.
public enum UploadState {
    QUEUED,
    RUNNING,
    PAUSED,
    /// All bytes are in storage and the server checks them.
    CHECKING,
    READY,
    /// Needs the user: the error says why.
    FAILED,
    /// The file on disk is no longer the one that was begun: the user chooses between starting over and giving up.
    CHANGED,
    CANCELLED;

    public boolean isFinal() {
        return this == READY || this == CANCELLED;
    }

    public boolean isActive() {
        return this == QUEUED || this == RUNNING || this == CHECKING;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
