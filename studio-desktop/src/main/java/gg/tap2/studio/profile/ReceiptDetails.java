package gg.tap2.studio.profile;

import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import org.kordamp.ikonli.feather.Feather;

/// What the platform prints about the creator on fans' receipts. It is kept at the platform alone, so it needs a
/// connection; what was typed stays in the fields when there is none.
final class ReceiptDetails {
    private final Context ctx;
    private final TextField name = new TextField();
    private final TextArea address = new TextArea();
    private final TextField taxId = new TextField();
    private final Button save;
    private final Node root;
    private BusinessDetails known = BusinessDetails.NONE;

    ReceiptDetails(Context ctx) {
        this.ctx = ctx;
        name.setId("receipt-name");
        address.setId("receipt-address");
        address.setPrefRowCount(3);
        taxId.setId("receipt-tax-id");
        save = Ui.button(ctx.text("profile.receipts.save"), Feather.CHECK, this::save);
        save.setId("receipt-save");
        root = Ui.section(
                ctx.text("profile.receipts"),
                save,
                Ui.wrapped(ctx.text("profile.receipts.hint"), "muted"),
                Ui.field(ctx.text("profile.receipts.name"), name),
                Ui.field(ctx.text("profile.receipts.address"), address),
                Ui.field(ctx.text("profile.receipts.taxId"), taxId));
    }

    Node node() {
        return root;
    }

    /// Asks the platform, unless the creator is in the middle of typing.
    void load() {
        if (!typed().equals(known)) {
            return;
        }
        ctx.background()
                .run(
                        () -> ctx.session().api().businessDetails(),
                        details -> {
                            if (typed().equals(known)) {
                                show(details);
                            }
                        },
                        // Without a connection the fields stay as they are; saving says so.
                        e -> {});
    }

    private void show(BusinessDetails details) {
        known = details;
        name.setText(details.name());
        address.setText(details.address());
        taxId.setText(details.taxId());
    }

    private BusinessDetails typed() {
        return new BusinessDetails(name.getText(), address.getText(), taxId.getText());
    }

    private void save() {
        BusinessDetails details = typed();
        var broken = details.validate();
        if (!broken.isEmpty()) {
            ctx.host()
                    .notice(
                            Host.Level.WARNING,
                            ctx.text(
                                    "profile.receipts.check",
                                    String.join(
                                            ", ",
                                            broken.byField().keySet().stream()
                                                    .map(f -> ctx.text("profile.receipts." + f))
                                                    .toList())));
            return;
        }
        save.setDisable(true);
        ctx.background()
                .run(
                        () -> ctx.session().api().saveBusinessDetails(details),
                        saved -> {
                            save.setDisable(false);
                            show(saved);
                            ctx.host().notice(Host.Level.SUCCESS, ctx.text("profile.receipts.saved"));
                        },
                        e -> {
                            save.setDisable(false);
                            ctx.host().failed(e);
                        });
    }
}
