package gg.tap2.studio.sync;

/// An edit in a session that may only look: an admin sees a creator's studio. Nothing was changed, here or there.
public final class LookOnlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LookOnlyException() {
        super("this session may only look", null, false, false);
    }
}
