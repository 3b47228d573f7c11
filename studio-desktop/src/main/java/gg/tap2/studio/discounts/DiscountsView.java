package gg.tap2.studio.discounts;

import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.studio.changes.ChangesDialogs;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.ListScreen;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.sync.Unpublished;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Ui;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Discount codes; made and changed offline like everything in the catalog.
public final class DiscountsView extends ListScreen<DiscountCode> {
    /// Those that fans see otherwise than they are shown here.
    private Set<String> changed = Set.of();
    private Runnable stopChanges = () -> {};

    public DiscountsView(Context ctx) {
        super(
                ctx,
                "discounts",
                Set.of(Documents.DISCOUNT),
                new ListModel<>(
                        ctx.background(),
                        () -> ctx.session().store().documents().list(Documents.DISCOUNT, DiscountCode.class),
                        DiscountCode::code,
                        ctx.host().onFail()),
                Feather.TAG);
        columns(List.of(
                Tables.node(ctx.text("discounts.col.code"), 220, this::code, Comparator.comparing(DiscountCode::code)),
                Tables.text(ctx.text("discounts.col.off"), 140, this::off, null),
                Tables.number(
                        ctx.text("discounts.col.used"),
                        120,
                        d -> d.maxRedemptions() == null
                                ? ctx.formats().count(d.redeemed())
                                : d.redeemed() + " / " + d.maxRedemptions(),
                        Comparator.comparing(DiscountCode::redeemed)),
                Tables.text(
                        ctx.text("discounts.col.for"),
                        160,
                        d -> d.productIds().isEmpty()
                                ? ctx.text("discounts.everything")
                                : ctx.text("discounts.some", d.productIds().size()),
                        null),
                Tables.text(
                        ctx.text("discounts.col.until"),
                        140,
                        d -> d.endsAt() == null
                                ? ctx.text("common.never")
                                : ctx.formats().day(lastDay(d.endsAt())),
                        null),
                Tables.node(ctx.text("discounts.col.state"), 110, this::state, null)));
        onOpen(d -> new DiscountForm(ctx).edit(d));
        layout(List.of(Ui.primary(ctx.text("discounts.new"), Feather.PLUS, () -> new DiscountForm(ctx).edit(null))));
    }

    private Node code(DiscountCode d) {
        var line = Ui.row(8, Ui.text(d.code(), "strong"));
        if (changed.contains(d.id().toString())) {
            line.getChildren().add(ChangesDialogs.badge(ctx, Documents.DISCOUNT, d.id()));
        }
        return line;
    }

    private String off(DiscountCode d) {
        Integer percent = d.percentOff();
        Long amount = d.amountOff();
        return percent != null
                ? ctx.formats().percent(percent / 100.0)
                : ctx.formats()
                        .money(
                                amount == null ? 0 : amount,
                                ctx.session().edits().currency());
    }

    private Node state(DiscountCode d) {
        boolean over = d.endsAt() != null && d.endsAt().isBefore(ctx.now());
        return Ui.badge(
                ctx.text(!d.active() ? "discounts.off" : over ? "discounts.over" : "discounts.on"),
                d.active() && !over ? "success" : "neutral");
    }

    @Override
    public void attach(@Nullable Object argument) {
        super.attach(argument);
        stopChanges = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains(Documents.DISCOUNT)) {
                ctx.background().later(this::readChanges);
            }
        });
        readChanges();
        if ("new".equals(argument)) {
            new DiscountForm(ctx).edit(null);
        } else if (argument instanceof UUID || argument instanceof String) {
            ctx.session()
                    .store()
                    .documents()
                    .find(Documents.DISCOUNT, argument, DiscountCode.class)
                    .ifPresent(new DiscountForm(ctx)::edit);
        }
    }

    @Override
    public void detach() {
        stopChanges.run();
        super.detach();
    }

    private void readChanges() {
        ctx.background()
                .run(
                        () -> ctx.session().edits().unpublished().list().stream()
                                .filter(c -> c.kind().equals(Documents.DISCOUNT))
                                .map(Unpublished.Change::id)
                                .collect(Collectors.toSet()),
                        now -> {
                            if (!now.equals(changed)) {
                                changed = now;
                                table.refresh();
                            }
                        },
                        ctx.host().onFail());
    }

    @Override
    protected Object keyOf(DiscountCode row) {
        return row.id();
    }

    /// The last day on which a code works, of the moment after which it does not.
    public static LocalDate lastDay(Instant endsAt) {
        return LocalDate.ofInstant(endsAt.minusMillis(1), ZoneOffset.UTC);
    }
}
