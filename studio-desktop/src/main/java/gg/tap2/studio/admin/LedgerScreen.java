package gg.tap2.studio.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.ChainStatus;
import gg.tap2.model.admin.LedgerAccount;
import gg.tap2.model.admin.LedgerJournal;
import gg.tap2.model.admin.TrialBalance;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javafx.scene.control.DatePicker;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// The books: accounts, journals with their postings and chain, and the trial balance of a day.
public final class LedgerScreen extends AdminScreen {
    private final Context ctx;
    private final AdminApi api;
    private final VBox trial = Ui.column(14);
    private final DatePicker day = new DatePicker();

    public LedgerScreen(Context ctx) {
        super(ctx, "admin-ledger");
        this.ctx = ctx;
        this.api = new AdminApi(ctx.session().client());
        add(
                "journals",
                new AdminList<>(
                                ctx,
                                "journals",
                                new RemoteList<>(ctx, api, Routes.ADMIN_JOURNALS, LedgerJournal.class),
                                List.of(
                                        Col.text("at", 175, j -> ctx.formats().moment(j.occurredAt())),
                                        Col.strong(
                                                "event", 180, j -> j.eventType().replace('_', ' ')),
                                        Col.text("reference", 290, LedgerJournal::eventId),
                                        Col.text("by", 140, LedgerJournal::actor),
                                        Col.text("chain", 120, j -> short12(j.hash())),
                                        Col.number(
                                                "postings",
                                                90,
                                                j -> String.valueOf(j.postings().size()))))
                        .onOpen(this::open));
        add(
                "accounts",
                new AdminList<>(
                                ctx,
                                "accounts",
                                new RemoteList<>(ctx, api, Routes.ADMIN_LEDGER_ACCOUNTS, LedgerAccount.class),
                                List.of(
                                        Col.strong("account", 220, a -> a.kind().replace('_', ' ')),
                                        Col.text(
                                                "creator",
                                                220,
                                                a -> Objects.requireNonNullElse(
                                                        a.creatorName(), ctx.text("admin.platform"))),
                                        Col.number(
                                                "balance",
                                                150,
                                                a -> ctx.formats().money(a.balance(), a.currency()))))
                        .onOpen(a -> {
                            UUID creator = a.creatorId();
                            if (creator != null) {
                                chain(creator);
                            }
                        }));
        day.setValue(ctx.today());
        day.setAccessibleText(ctx.text("admin.col.day"));
        day.setOnAction(e -> loadTrial());
        var body = Ui.scroll(trial);
        add("trial", Ui.column(12, day, Ui.grow(body)), this::loadTrial);
    }

    private static String short12(@org.jspecify.annotations.Nullable String hash) {
        return hash == null ? "" : hash.substring(0, Math.min(12, hash.length()));
    }

    private void open(LedgerJournal j) {
        var check = Ui.button(ctx.text("admin.checkChain"), Feather.LINK, () -> chain(j.creatorId()));
        ctx.host()
                .dialog(
                        j.eventType().replace('_', ' '),
                        Ui.column(
                                14,
                                new Facts(ctx)
                                        .fact("reference", j.eventId())
                                        .fact("by", j.actor())
                                        .fact("reason", j.reason())
                                        .fact("seq", j.seq() == null ? null : String.valueOf(j.seq()))
                                        .fact("hash", j.hash())
                                        .at("at", j.occurredAt())
                                        .at("posted", j.postedAt()),
                                MoneyDialog.journal(ctx, j),
                                Ui.row(8, Ui.spacer(), check)),
                        640);
    }

    private void chain(UUID creator) {
        ctx.background()
                .run(
                        () -> api.get(Routes.path(Routes.ADMIN_CHAIN, creator), ChainStatus.class),
                        s -> ctx.host()
                                .notice(
                                        s.whole() ? Host.Level.SUCCESS : Host.Level.DANGER,
                                        s.whole()
                                                ? ctx.text("admin.chainWhole", s.journals())
                                                : ctx.text("admin.chainBroken", String.valueOf(s.broken()))),
                        ctx.host().onFail());
    }

    private void loadTrial() {
        ctx.background()
                .run(
                        () -> api.get(Routes.ADMIN_TRIAL_BALANCE + "?day=" + day.getValue(), TrialBalance.class),
                        this::show,
                        ctx.host().onFail());
    }

    private void show(TrialBalance t) {
        trial.getChildren().clear();
        t.lines().stream().map(TrialBalance.Line::currency).distinct().forEach(currency -> {
            var grid = new GridPane();
            grid.setHgap(24);
            grid.setVgap(7);
            int row = 0;
            long sum = 0;
            for (TrialBalance.Line line : t.lines()) {
                if (line.currency() == currency) {
                    var name = Ui.text(line.account().replace('_', ' '));
                    name.setMinWidth(240);
                    grid.add(name, 0, row);
                    grid.add(Ui.text(ctx.formats().money(line.amount(), currency), "strong"), 1, row);
                    grid.add(
                            Ui.text(
                                    ctx.text("admin.moved", ctx.formats().money(line.movedThatDay(), currency)),
                                    "hint"),
                            2,
                            row++);
                    sum += line.amount();
                }
            }
            trial.getChildren()
                    .add(Ui.section(
                            currency.name(),
                            Ui.badge(
                                    ctx.text("admin.sum", ctx.formats().money(sum, currency)),
                                    sum == 0 ? "success" : "danger"),
                            grid));
        });
    }
}
