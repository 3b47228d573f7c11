package gg.tap2.studio.store;

/// The store belongs to a newer studio: it is left untouched.
public final class NewerStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerStoreException(int found, int known) {
        super("The local store has layout " + found + ", this studio knows " + known + ": please update the studio");
    }
}
