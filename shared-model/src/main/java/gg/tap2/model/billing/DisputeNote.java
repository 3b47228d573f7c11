package gg.tap2.model.billing;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// The creator's own words in the answer to a dispute; up to 10,000 characters.
public record DisputeNote(String note) implements Validated {
    public static final int MAX = 10_000;

    @Override
    public Violations validate() {
        return Violations.none().text("note", note, 0, MAX);
    }
}
