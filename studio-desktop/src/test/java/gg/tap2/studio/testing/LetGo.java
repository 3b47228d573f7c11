package gg.tap2.studio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.studio.sync.Edits;
import java.util.UUID;

/// Publishes the unpublished changes of a product as somebody does who has waited until they could not be undone.
public final class LetGo {
    private LetGo() {}

    public static void product(Edits edits, UUID id) {
        assertThat(edits.unpublished()
                        .publish(Edits.PRODUCT, id, edits.unpublished().now()))
                .as("something was unpublished")
                .isPresent();
    }
}
