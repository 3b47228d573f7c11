package gg.tap2.server.notices;

import gg.tap2.server.platform.db.Tx;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The links in mails about events.
final class NoticeLinks {
    private final Supplier<String> baseUrl;
    private final BiFunction<Tx, UUID, String> buyerToken;
    private final BiFunction<Tx, UUID, String> freezePath;

    /// @param buyerToken makes a token that lets the buyer of a payment, without signing in, open its pages
    /// @param freezePath makes the path of a link by which the owner of a creator page freezes payouts
    NoticeLinks(
            Supplier<String> baseUrl,
            BiFunction<Tx, UUID, String> buyerToken,
            BiFunction<Tx, UUID, String> freezePath) {
        this.baseUrl = baseUrl;
        this.buyerToken = buyerToken;
        this.freezePath = freezePath;
    }

    String to(String path) {
        return baseUrl.get() + path;
    }

    /// A page of a payment, opened for its buyer.
    String ofBuyer(Tx tx, String page, UUID payment) {
        return to(page + payment + "?t=" + buyerToken.apply(tx, payment));
    }

    String freezePayouts(Tx tx, UUID creator) {
        return to(freezePath.apply(tx, creator));
    }
}
