package gg.tap2.studio.tiers;

import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.studio.changes.ChangesDialogs;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.FormDraft;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.ui.Failures;
import gg.tap2.studio.ui.FormProblems;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Membership tiers as cards in the order fans see them.
public final class TiersView implements Screen {
    private final Context ctx;
    private final FlowPane cards = new FlowPane(16, 16);
    private final ScrollPane root;
    private List<Tier> tiers = List.of();
    /// Those that fans see otherwise than they are shown here.
    private volatile Set<String> changed = Set.of();

    private @Nullable Runnable stop;

    public TiersView(Context ctx) {
        this.ctx = ctx;
        root = Ui.scroll(Ui.page(
                ctx.text("tiers.title"),
                ctx.text("tiers.subtitle"),
                List.of(Ui.primary(ctx.text("tiers.new"), Feather.PLUS, () -> edit(null))),
                cards));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        stop = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains(Documents.TIER)) {
                ctx.background().later(this::load);
            }
        });
        load();
        if (argument != null) {
            ctx.session()
                    .store()
                    .documents()
                    .find(Documents.TIER, argument, Tier.class)
                    .ifPresent(this::edit);
        }
    }

    @Override
    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    private void load() {
        ctx.background()
                .run(
                        () -> {
                            changed = ctx.session().edits().unpublished().list().stream()
                                    .filter(c -> c.kind().equals(Documents.TIER))
                                    .map(c -> c.id())
                                    .collect(Collectors.toSet());
                            return ctx.session().store().documents().list(Documents.TIER, Tier.class).stream()
                                    .sorted(Comparator.comparingInt(Tier::sortOrder))
                                    .toList();
                        },
                        this::show,
                        ctx.host().onFail());
    }

    private void show(List<Tier> next) {
        tiers = next;
        cards.getChildren().clear();
        if (next.isEmpty()) {
            cards.getChildren().add(Ui.empty(Feather.STAR, ctx.text("tiers.none"), ctx.text("tiers.noneHint")));
        }
        next.forEach(t -> cards.getChildren().add(card(t)));
    }

    private Node card(Tier t) {
        var benefits = Ui.column(8);
        t.benefits().forEach(b -> {
            var line = Ui.row(9, Ui.icon(Feather.CHECK, 14), Ui.grow(Ui.wrapped(b)));
            line.setAlignment(Pos.TOP_LEFT);
            benefits.getChildren().add(line);
        });
        var net = ctx.session()
                .fees()
                .quote(SaleKind.SUBSCRIPTION, Money.of(t.price(), t.currency()))
                .net();
        var card = Ui.card(
                Ui.row(
                        Ui.text(t.name(), "section-title"),
                        Ui.spacer(),
                        Ui.badge(
                                ctx.text(t.published() ? "tiers.public" : "tiers.hidden"),
                                t.published() ? "success" : "neutral")),
                Ui.row(
                        4,
                        Ui.text(ctx.formats().money(t.price(), t.currency()), "figure"),
                        Ui.text(ctx.text("tiers.perMonth"), "muted")),
                Ui.text(ctx.text("tiers.net", ctx.formats().money(net.minor(), t.currency())), "hint"),
                Ui.wrapped(t.description(), "muted"),
                benefits,
                Ui.spacer(),
                Ui.row(
                        8,
                        Ui.icon(Feather.USERS, 14),
                        Ui.text(ctx.text("tiers.members", t.activeSubscribers()), "strong"),
                        Ui.spacer(),
                        Ui.button(ctx.text("common.edit"), Feather.EDIT_2, () -> edit(t))));
        if (changed.contains(t.id().toString())) {
            card.getChildren().add(1, ChangesDialogs.badge(ctx, Documents.TIER, t.id()));
        }
        card.setPrefWidth(304);
        card.setMinHeight(330);
        return card;
    }

    private void edit(@Nullable Tier held) {
        var currency = ctx.session().edits().currency();
        var name = new TextField(held == null ? "" : held.name());
        name.setId("tier-name");
        var price = new TextField(held == null ? "" : ctx.formats().amount(held.price(), currency));
        price.setId("tier-price");
        Long yearly = held == null ? null : held.yearlyPrice();
        var year = new TextField(yearly == null ? "" : ctx.formats().amount(yearly, currency));
        var trial = new TextField(held == null ? "0" : String.valueOf(held.trialDays()));
        var description = new TextArea(held == null ? "" : held.description());
        description.setId("tier-description");
        description.setPrefRowCount(2);
        description.setWrapText(true);
        var benefits = new TextArea(held == null ? "" : String.join("\n", held.benefits()));
        benefits.setPrefRowCount(4);
        var published = new CheckBox(ctx.text("tiers.published"));
        published.setSelected(held != null && held.published());
        year.setId("tier-yearly");
        trial.setId("tier-trial");
        benefits.setId("tier-benefits");
        var problem = Ui.wrapped("", "danger-text");
        problem.setId("tier-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        var draft = FormDraft.of(
                ctx,
                "tier:" + (held == null ? "new" : held.id()),
                Map.of(
                        "name", name,
                        "price", price,
                        "yearly", year,
                        "trial", trial,
                        "description", description,
                        "benefits", benefits,
                        "published", published));
        // Minted once, so that a second press saves the same tier again.
        UUID id = held == null ? Ids.next(ctx.session().clock()) : held.id();
        var save = Ui.primary(ctx.text("common.save"), Feather.CHECK, () -> {
            var content = new SaveTier(
                    id,
                    name.getText().strip(),
                    description.getText(),
                    ctx.formats().parseAmount(price.getText(), currency).orElse(0L),
                    year.getText().isBlank()
                            ? null
                            : ctx.formats()
                                    .parseAmount(year.getText(), currency)
                                    .orElse(0L),
                    trial.getText().strip().matches("\\d{1,3}")
                            ? Integer.parseInt(trial.getText().strip())
                            : -1,
                    held == null ? null : held.imageUploadId(),
                    Arrays.stream(benefits.getText().split("\n"))
                            .map(String::strip)
                            .filter(b -> !b.isEmpty())
                            .toList(),
                    held == null ? tiers.size() : held.sortOrder(),
                    published.isSelected());
            var broken = content.validate(currency);
            if (!broken.isEmpty()) {
                problem.setText(FormProblems.show(
                        ctx.texts(),
                        broken,
                        Map.of(
                                "name", new FormProblems.Field("tiers.name", name),
                                "price", new FormProblems.Field("tiers.priceShort", price),
                                "yearlyPrice", new FormProblems.Field("tiers.yearlyShort", year),
                                "trialDays", new FormProblems.Field("tiers.trial", trial),
                                "description", new FormProblems.Field("tiers.description", description),
                                "benefits", new FormProblems.Field("tiers.benefits", benefits))));
                return;
            }
            ctx.background()
                    .run(
                            () -> {
                                ctx.session().edits().saveTier(content);
                                return true;
                            },
                            ok -> {
                                draft.done();
                                ctx.host().closeDialog();
                                load();
                                ChangesDialogs.afterSave(ctx, Documents.TIER, id);
                            },
                            // The form stays with every word in it.
                            e -> problem.setText(Failures.phrase(ctx.texts(), e)));
        });
        save.setId("tier-save");
        var bar = Ui.row(8);
        if (held != null) {
            bar.getChildren()
                    .add(Ui.button(
                            ctx.text("common.delete"),
                            Feather.TRASH_2,
                            () -> ctx.host()
                                    .confirm(
                                            ctx.text("tiers.deleteTitle"),
                                            ctx.text("tiers.deleteText"),
                                            ctx.text("common.delete"),
                                            true,
                                            () -> ctx.background()
                                                    .run(
                                                            () -> {
                                                                ctx.session()
                                                                        .edits()
                                                                        .deleteTier(held.id());
                                                                return true;
                                                            },
                                                            ok -> load(),
                                                            ctx.host().onFail())),
                            "danger"));
        }
        var cancel = Ui.button(ctx.text("common.cancel"), null, () -> {
            draft.done();
            ctx.host().closeDialog();
        });
        cancel.setId("tier-cancel");
        bar.getChildren().addAll(Ui.spacer(), cancel, save);
        VBox form = Ui.column(
                13,
                draft.node(),
                Ui.field(ctx.text("tiers.name"), name),
                Ui.row(
                        12,
                        Ui.grow(Ui.field(ctx.text("tiers.price", currency), price)),
                        Ui.grow(Ui.field(ctx.text("tiers.yearly", currency), year)),
                        Ui.grow(Ui.field(ctx.text("tiers.trial"), trial))),
                Ui.field(ctx.text("tiers.description"), description),
                Ui.field(ctx.text("tiers.benefits"), benefits, ctx.text("tiers.benefitsHint")),
                published,
                problem,
                bar);
        ctx.host().dialog(ctx.text(held == null ? "tiers.new" : "tiers.editTitle"), form, 560);
    }
}
