package gg.tap2.studio.api;

/// Asks the person at the computer to prove again who they are, because the server wants it before something
/// sensitive.
@FunctionalInterface
public interface StepUpPrompt {
    /// Where nobody is there to be asked.
    StepUpPrompt NOBODY = proofs -> false;

    /// Called off the UI thread; may wait for the person as long as it takes.
    ///
    /// @return whether the server has taken a proof, so that the call is worth repeating
    boolean ask(StepUps proofs);
}
