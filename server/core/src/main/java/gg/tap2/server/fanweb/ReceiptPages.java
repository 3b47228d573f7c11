package gg.tap2.server.fanweb;

import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.paper.Paper;
import gg.tap2.server.receipts.Receipt;
import gg.tap2.server.receipts.Receipts;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A receipt for whoever paid: signed in, or as a guest by the link of a mail. Buyers put their business on it here.
final class ReceiptPages {
    private static final String STYLE = Paper.STYLE + """
            .doc { margin: 4mm 0 8mm; } .doc td { border: 0; width: 50%; padding-right: 8mm; }
            .dim { color: #6b6777; } .lines { white-space: pre-wrap; }
            .sum td { border-top: 0.3mm solid #1c1a24; font-weight: bold; font-size: 11pt; }
            """;

    private final Web web;
    private final PaymentDoor door;
    private final Receipts receipts;

    ReceiptPages(Web web, PaymentDoor door, Receipts receipts) {
        this.web = web;
        this.door = door;
        this.receipts = receipts;
    }

    void register(Routing r) {
        r.page("/receipts/{id}", Access.PUBLIC, c -> show(c, mine(c), null, null));
        r.form("/receipts/{id}", Access.PUBLIC, this::details);
        r.page("/receipts/{id}/pdf", Access.PUBLIC, Proof.OWNER, this::pdf);
    }

    /// @throws ApiException 404 for somebody else's receipt, as for one that does not exist
    private Receipt mine(Call c) {
        return receipts.get(door.find(c).orElseThrow(ApiException::notFound).id());
    }

    private void show(Call c, Receipt receipt, @Nullable BusinessDetails typed, @Nullable ApiException problem) {
        var v = web.view(c, "receipt.title");
        v.noindex = true;
        web.explain(c, v, problem);
        v.notice = c.query("saved").isPresent() ? v.t("receipt.saved") : null;
        UUID fan = Web.fan(c);
        BusinessDetails shown = typed != null ? typed : receipt.customer();
        if (shown.isEmpty() && fan != null && typed == null) {
            shown = receipts.lastOf(fan);
        }
        web.send(
                c,
                problem == null ? 200 : problem.status(),
                "receipt",
                v,
                Map.of("r", receipt, "token", token(c), "form", shown));
    }

    private String token(Call c) {
        return door.suffix(c, c.id());
    }

    private void details(Call c) {
        Receipt receipt = mine(c);
        var typed = new BusinessDetails(
                c.field("name").orElse(""),
                c.field("address").orElse(""),
                c.field("taxId").orElse(""));
        try {
            Call.validate(typed);
            receipts.customer(receipt.paymentId(), typed);
            String token = token(c);
            c.redirect("/receipts/" + receipt.paymentId() + (token.isEmpty() ? "?saved=1" : token + "&saved=1"));
        } catch (ApiException e) {
            if (e.status() != 409 && e.status() != 422) {
                throw e;
            }
            show(c, receipt, typed, e);
        }
    }

    private void pdf(Call c) {
        Receipt receipt = mine(c);
        var v = web.view(c, "receipt.title");
        String html =
                new String(web.draw("receiptpdf", v, Map.of("r", receipt, "style", STYLE)), StandardCharsets.UTF_8);
        c.response().headers().set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "private, no-store"));
        c.response()
                .header(
                        HeaderNames.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + receipt.number() + "-" + receipt.issue() + ".pdf\"");
        c.send(200, "application/pdf", Paper.pdf(html));
    }
}
