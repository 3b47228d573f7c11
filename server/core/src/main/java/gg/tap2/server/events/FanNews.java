package gg.tap2.server.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a creator has for many people at once, an event for each of them. It is told after everything else: nobody
/// waits for a receipt behind somebody's followers.
public sealed interface FanNews extends Event {
    @Override
    UUID creatorId();

    @Override
    UUID fanId();

    /// Files of a product have a new version. Published by `library.ProductNews`; `ref` is the file, its version and
    /// the fan.
    ///
    /// @param note what the creator says of it; empty when nothing was said
    /// @param payment by which a guest has the product; null without one
    @StoredAs("new_version")
    record NewVersion(
            String ref,
            UUID creatorId,
            UUID fanId,
            UUID product,
            String title,
            String note,
            @Nullable UUID payment) implements FanNews {}

    /// A product is out. Published by `library.ProductNews`; `ref` is the product and the fan.
    ///
    /// @param path of its page
    @StoredAs("new_product")
    record NewProduct(String ref, UUID creatorId, UUID fanId, UUID product, String title, String path)
            implements FanNews {}

    /// A creator wrote. Published by `messages.Messages`; `ref` is the message and the fan. The words are too long to
    /// stand in an event for each reader, and never change: they are looked up.
    @StoredAs("creator_message")
    record MessageSent(String ref, UUID creatorId, UUID fanId, UUID message) implements FanNews {}
}
