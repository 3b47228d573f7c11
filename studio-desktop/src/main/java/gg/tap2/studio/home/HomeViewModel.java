package gg.tap2.studio.home;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.billing.Dispute;
import gg.tap2.model.billing.Sale;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.Balance;
import gg.tap2.studio.changes.Refusals;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.sync.Unpublished;
import gg.tap2.studio.uploads.UploadState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// What a creator wants to know first thing in the morning, from the store alone.
public final class HomeViewModel {
    /// Something to do: a text, the screen to do it on and that screen's argument.
    public record Todo(
            String kind,
            String text,
            String detail,
            String screen,
            @Nullable Object argument) {}

    public record Snapshot(
            Currency currency,
            @Nullable Balance balance,
            long todayRevenue,
            long todayCount,
            long weekRevenue,
            long weekBefore,
            long members,
            List<DailyPoint> days,
            List<Sale> recent,
            List<Todo> todos) {}

    private final Context ctx;
    private final ReadOnlyObjectWrapper<@Nullable Snapshot> snapshot = new ReadOnlyObjectWrapper<>();
    private @Nullable Runnable stop;

    public HomeViewModel(Context ctx) {
        this.ctx = ctx;
    }

    public ReadOnlyObjectProperty<@Nullable Snapshot> snapshot() {
        return snapshot.getReadOnlyProperty();
    }

    public void attach() {
        stop = ctx.session().sync().onChange(kinds -> ctx.background().later(this::load));
        load();
    }

    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    public void load() {
        ctx.background().run(this::read, snapshot::set, ctx.host().onFail());
    }

    private Snapshot read() {
        var store = ctx.session().store();
        Balance balance = store.documents()
                .find(Documents.BALANCE, Documents.ONLY, Balance.class)
                .orElse(null);
        Currency currency = balance == null ? ctx.session().edits().currency() : balance.currency();
        LocalDate today = ctx.today();
        List<DailyPoint> days = store.sales().daily(today.minusDays(29), today, currency);
        long members = store.documents().count(Documents.SUBSCRIBER);
        return new Snapshot(
                currency,
                balance,
                sum(days, today, today),
                days.stream()
                        .filter(d -> d.date().equals(today))
                        .mapToLong(d -> d.tipCount() + d.purchaseCount() + d.newSubscriptions())
                        .sum(),
                sum(days, today.minusDays(6), today),
                sum(days, today.minusDays(13), today.minusDays(7)),
                members,
                days,
                store.sales().recent(8),
                todos());
    }

    /// Where a thing is edited.
    private static String screenOf(String kind) {
        return switch (kind) {
            case Documents.PROFILE -> "profile";
            case Documents.DISPUTE_NOTE -> "disputes";
            default -> kind + "s";
        };
    }

    private static String title(Unpublished.Change change) {
        for (String name : List.of("title", "name", "code", "displayName")) {
            if (change.after().hasNonNull(name)) {
                return change.after().get(name).asText();
            }
        }
        return "";
    }

    private static long sum(List<DailyPoint> days, LocalDate from, LocalDate to) {
        return days.stream()
                .filter(d -> !d.date().isBefore(from) && !d.date().isAfter(to))
                .mapToLong(DailyPoint::revenue)
                .sum();
    }

    private List<Todo> todos() {
        var store = ctx.session().store();
        List<Todo> out = new ArrayList<>();
        store.conflicts()
                .list()
                .forEach(c -> out.add(new Todo(
                        "conflict",
                        ctx.text("home.todo.conflict"),
                        c.mine().path("title").asText(),
                        "products",
                        c.entityId())));
        store.outbox().list().stream()
                .filter(e -> e.state().equals("failed"))
                .forEach(e -> out.add(new Todo(
                        "refused",
                        ctx.text("home.todo.refused"),
                        e.error() == null ? "" : Refusals.text(ctx, e.kind(), e.error()),
                        screenOf(e.kind()),
                        e.entityId())));
        ctx.session().edits().unpublished().list().stream()
                .filter(c -> c.releaseAt() == null)
                .forEach(c -> out.add(new Todo(
                        "unpublished",
                        ctx.text("home.todo.unpublished"),
                        ctx.text("home.todo.unpublishedHint", title(c)),
                        screenOf(c.kind()),
                        c.id())));
        for (Dispute d : store.documents().list(Documents.DISPUTE, Dispute.class)) {
            Instant due = d.evidenceDueBy();
            if (due != null && (d.status().equals("open") || d.status().equals("warning"))) {
                long left = Math.max(0, Duration.between(ctx.now(), due).toDays());
                out.add(new Todo(
                        "dispute",
                        ctx.text("home.todo.dispute", ctx.formats().money(d.amount(), d.currency())),
                        ctx.text("home.todo.disputeDue", left),
                        "disputes",
                        d.id()));
            }
        }
        long failed = ctx.session().uploads().list().stream()
                .filter(t -> t.state() == UploadState.FAILED || t.state() == UploadState.CHANGED)
                .count();
        if (failed > 0) {
            out.add(new Todo(
                    "upload", ctx.text("home.todo.upload", failed), ctx.text("home.todo.uploadHint"), "uploads", null));
        }
        store.products().list().stream()
                .filter(p -> p.status() == ProductStatus.TAKEN_DOWN)
                .forEach(p -> out.add(new Todo(
                        "refused", ctx.text("home.todo.takenDown"), p.title(), "products", p.id().toString())));
        List<ProductRow> drafts = store.products().list().stream()
                .filter(p -> p.status() == ProductStatus.DRAFT)
                .toList();
        drafts.stream()
                .limit(3)
                .forEach(p -> out.add(
                        new Todo("draft", ctx.text("home.todo.draft"), p.title(), "products", p.id().toString())));
        if (store.documents().count(Documents.BANK_ACCOUNT) == 0) {
            out.add(new Todo("bank", ctx.text("home.todo.bank"), ctx.text("home.todo.bankHint"), "bankaccounts", null));
        }
        return out;
    }
}
