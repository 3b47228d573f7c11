package gg.tap2.studio.rehearsal;

/// One line of the checklist: a step, how it stands, and what was found in words.
public record Check(Step step, State state, String detail) {
    public enum Step {
        SYNC,
        CONTENT,
        PAYMENT,
        PRODUCT_PAGE,
        BUYER_PAGE,
        CREATOR_PAGE,
        LINKS,
        FILES
    }

    public enum State {
        WAITING,
        RUNNING,
        OK,
        /// Not checked, for a stated reason.
        SKIPPED,
        WARNING,
        FAILED
    }
}
