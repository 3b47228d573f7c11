package gg.tap2.studio.products;

import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.fees.FeeQuote;
import gg.tap2.model.media.FileKind;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Ui;
import gg.tap2.studio.uploads.UploadProgress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The editor's tabs. Each control writes one field and takes its value from the content, unless it already shows it,
/// so that the caret stays where it is.
final class EditorTabs {
    enum Tab {
        CONTENT,
        FILES,
        PRICE,
        ACCESS,
        HISTORY;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final EditorViewModel vm;
    private final Context ctx;
    private final TextArea description = area(9);
    private final TextArea hidden = area(5);
    private final TextField tags = new TextField();
    private final ComboBox<ProductType> type = new ComboBox<>();
    private final TextField price = new TextField();
    private final CheckBox payWhatYouWant = new CheckBox();
    private final TextField suggested = new TextField();
    private final TextArea refund = area(4);
    private final ComboBox<ProductAccess> access = new ComboBox<>();
    private final ComboBox<UUID> tier = new ComboBox<>();
    private final Label priceError = Ui.wrapped("", "danger-text");
    private final GridPane fees = new GridPane();
    private final VBox contentTab;
    private final VBox priceTab;
    private final VBox accessTab;
    private final FilesTab files;
    private final HistoryTab history;
    private List<Tier> tiers = List.of();
    private boolean showing;
    /// Amounts that somebody has typed and not yet left.
    private final Set<TextField> typed = new HashSet<>();

    EditorTabs(EditorViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        files = new FilesTab(vm, ctx);
        history = new HistoryTab(vm, ctx);
        bind(description, "description");
        bind(hidden, "hiddenContent");
        bind(refund, "refundPolicy");
        description.setId("editor-description");
        price.setId("editor-price");
        tags.setId("editor-tags");
        tags.textProperty()
                .addListener((o, was, is) -> edit(
                        "tags",
                        Arrays.stream(is.split(","))
                                .map(String::strip)
                                .filter(t -> !t.isEmpty())
                                .distinct()
                                .toList()));
        type.getItems().setAll(ProductType.values());
        type.setConverter(converter(t -> ctx.text("status.type." + t)));
        type.valueProperty().addListener((o, was, is) -> edit("type", is));
        commits(price);
        commits(suggested);
        payWhatYouWant.setText(ctx.text("products.field.payWhatYouWant"));
        payWhatYouWant.setOnAction(e -> edit("payWhatYouWant", payWhatYouWant.isSelected()));
        tier.setConverter(converter(id -> tiers.stream()
                .filter(t -> t.id().equals(id))
                .map(Tier::name)
                .findFirst()
                .orElse(ctx.text("products.noTier"))));
        tier.valueProperty().addListener((o, was, is) -> edit("tierId", is));
        access.setId("editor-access");
        tier.setId("editor-tier");
        access.getItems().setAll(ProductAccess.values());
        access.setConverter(converter(a -> ctx.text("products.access." + a)));
        access.valueProperty().addListener((o, was, is) -> accessChosen(is));
        Ui.visible(priceError, priceError.textProperty().isNotEmpty());
        fees.setHgap(24);
        fees.setVgap(7);

        contentTab = Ui.column(
                16,
                Ui.card(
                        Ui.field(
                                ctx.text("products.field.description"), description, ctx.text("products.markdownHint")),
                        Ui.field(ctx.text("products.field.tags"), tags, ctx.text("products.tagsHint")),
                        Ui.field(ctx.text("products.field.type"), type)),
                Ui.card(Ui.field(ctx.text("products.field.hiddenContent"), hidden, ctx.text("products.hiddenHint"))));
        priceTab = Ui.column(
                16,
                Ui.card(
                        Ui.field(ctx.text("products.field.price"), price),
                        priceError,
                        payWhatYouWant,
                        Ui.field(
                                ctx.text("products.field.suggestedPrice"),
                                suggested,
                                ctx.text("products.suggestedHint"))),
                Ui.section(ctx.text("products.fees"), null, Ui.wrapped(ctx.text("products.feesHint"), "muted"), fees));
        accessTab = Ui.column(
                16,
                Ui.card(
                        Ui.field(ctx.text("products.field.access"), access, ctx.text("products.accessHint")),
                        Ui.field(ctx.text("products.field.tierId"), tier, ctx.text("products.tierHint")),
                        Ui.field(ctx.text("products.field.refundPolicy"), refund, ctx.text("products.refundHint"))));
    }

    Node node(Tab tab) {
        return switch (tab) {
            case CONTENT -> contentTab;
            case FILES -> files.node();
            case PRICE -> priceTab;
            case ACCESS -> accessTab;
            case HISTORY -> history.load();
        };
    }

    void reset() {
        tiers = vm.tiers();
        showing = true;
        tier.getItems().setAll(tiers.stream().map(Tier::id).toList());
        tier.getItems().addFirst(null);
        // A new product must not inherit half-typed numbers of the one before.
        typed.clear();
        price.setText("");
        suggested.setText("");
        tags.setText("");
        showing = false;
        history.reset();
    }

    /// Another product is in the editor now.
    void opened() {
        files.opened();
    }

    void show(SaveProduct p) {
        showing = true;
        try {
            text(description, p.description());
            text(hidden, p.hiddenContent());
            text(refund, p.refundPolicy());
            if (!parsedTags().equals(Drafts.tags(p))) {
                tags.setText(String.join(", ", Drafts.tags(p)));
            }
            type.setValue(p.type());
            number(price, p.price());
            number(suggested, p.suggestedPrice());
            payWhatYouWant.setSelected(p.payWhatYouWant());
            ProductAccess now = ProductAccess.of(p.access(), p.tierId(), p.price(), p.payWhatYouWant());
            access.setValue(now);
            tier.setDisable(now == ProductAccess.FOR_SALE);
            tier.setValue(p.tierId());
            problems();
            simulate(p.price());
            files.show(p);
        } finally {
            showing = false;
        }
    }

    /// Marks the fields that the server spoke of.
    void mark(Set<String> fields) {
        var controls = Map.of(
                "description", description,
                "hiddenContent", hidden,
                "refundPolicy", refund,
                "tags", tags,
                "type", type,
                "price", price,
                "suggestedPrice", suggested,
                "access", access,
                "tierId", tier);
        controls.forEach((field, control) -> {
            control.getStyleClass().remove("invalid");
            if (fields.contains(field)) {
                control.getStyleClass().add("invalid");
            }
        });
    }

    void progress(UploadProgress progress) {
        files.progress(progress);
    }

    /// What everybody buys belongs to no tier; whatever a tier opens needs one.
    private void accessChosen(@Nullable ProductAccess chosen) {
        if (showing || chosen == null) {
            return;
        }
        boolean sold = chosen == ProductAccess.FOR_SALE;
        UUID its = sold
                ? null
                : tier.getValue() != null
                        ? tier.getValue()
                        : tiers.isEmpty() ? null : tiers.getFirst().id();
        if (!sold && its == null) {
            ctx.host().notice(Host.Level.WARNING, ctx.text("products.accessNoTier"));
            showing = true;
            access.setValue(ProductAccess.FOR_SALE);
            showing = false;
            return;
        }
        tier.setDisable(sold);
        edit("tierId", its);
        edit("access", chosen);
        showing = true;
        tier.setValue(its);
        showing = false;
    }

    private void bind(TextInputControl control, String field) {
        control.textProperty().addListener((o, was, is) -> edit(field, is));
    }

    private void edit(String field, @Nullable Object value) {
        if (!showing) {
            vm.set(field, value);
        }
    }

    /// An amount counts when it is complete: with Enter, or when the field is left. Half of one would be on sale.
    private void commits(TextField field) {
        field.setOnAction(e -> commit());
        field.focusedProperty().addListener((o, was, is) -> {
            if (was) {
                commit();
            }
        });
        field.textProperty().addListener((o, was, is) -> {
            if (!showing) {
                typed.add(field);
                priceError.setText(amountProblem(field));
            }
        });
    }

    /// Takes over the amounts as they stand in their fields. False when one of them is none.
    boolean commit() {
        if (showing) {
            return true;
        }
        String wrong = amountProblem(price).isEmpty() ? amountProblem(suggested) : amountProblem(price);
        if (!wrong.isEmpty()) {
            priceError.setText(wrong);
            return false;
        }
        if (typed.remove(price)) {
            ctx.formats().parseAmount(price.getText(), vm.currency()).ifPresent(v -> edit("price", v));
        }
        if (!typed.remove(suggested)) {
            return true;
        }
        edit(
                "suggestedPrice",
                ctx.formats().parseAmount(suggested.getText(), vm.currency()).orElse(null));
        return true;
    }

    /// What is wrong with a field for an amount. An empty price is none: free is written as 0.
    private String amountProblem(TextField field) {
        if (field.getText().isBlank()) {
            return field == price && vm.content().get() != null && !untouched()
                    ? ctx.text("products.noPrice", ctx.formats().money(0, vm.currency()))
                    : "";
        }
        return ctx.formats().parseAmount(field.getText(), vm.currency()).isPresent()
                ? ""
                : ctx.text("products.badAmount", vm.currency());
    }

    /// A new product has no price yet, and nobody has to say so.
    private boolean untouched() {
        SaveProduct now = vm.content().get();
        return now != null && now.price() == 0;
    }

    private List<String> parsedTags() {
        return Arrays.stream(tags.getText().split(","))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .distinct()
                .toList();
    }

    private static void text(TextInputControl control, @Nullable String value) {
        String next = Objects.requireNonNullElse(value, "");
        if (!Objects.equals(control.getText(), next)) {
            control.setText(next);
        }
    }

    private void number(TextField field, @Nullable Long value) {
        if (typed.contains(field)) {
            // Somebody is typing there; what they mean is known when they leave.
            return;
        }
        Long shown = ctx.formats().parseAmount(field.getText(), vm.currency()).orElse(null);
        if (!Objects.equals(shown, value)
                && !(value != null && value == 0 && field.getText().isBlank())) {
            field.setText(value == null ? "" : ctx.formats().amount(value, vm.currency()));
        }
    }

    private void problems() {
        var broken = vm.problems().byField();
        boolean wrongPrice = broken.containsKey("price");
        boolean wrongSuggested = broken.containsKey("suggestedPrice");
        priceError.setText(
                wrongPrice
                        ? ctx.text(
                                "products.priceRange",
                                ctx.formats()
                                        .money(AmountLimits.of(vm.currency()).smallestPrice(), vm.currency()),
                                ctx.formats().money(AmountLimits.LARGEST, vm.currency()))
                        : wrongSuggested ? ctx.text("products.suggestedRange") : "");
    }

    private void simulate(long current) {
        fees.getChildren().clear();
        String[] heads = {"price", "platform", "processing", "net"};
        for (int i = 0; i < heads.length; i++) {
            fees.add(Ui.text(ctx.text("products.fee." + heads[i]), "field-label"), i, 0);
        }
        long[] prices = {current == 0 ? 1_000 : current, 500, 1_000, 2_500, 5_000};
        for (int row = 0; row < prices.length; row++) {
            FeeQuote quote = vm.quote(prices[row]);
            String style = row == 0 ? "strong" : "muted";
            fees.add(Ui.text(money(quote.gross().minor()), style), 0, row + 1);
            fees.add(Ui.text(money(quote.platformFee().minor()), style), 1, row + 1);
            fees.add(Ui.text("≈ " + money(quote.processingFee().minor()), style), 2, row + 1);
            fees.add(
                    Ui.text("≈ " + money(quote.net().minor()), row == 0 ? "accent-text" : "muted", "strong"),
                    3,
                    row + 1);
        }
    }

    private String money(long minor) {
        return ctx.formats().money(minor, vm.currency());
    }

    private static TextArea area(int rows) {
        var area = new TextArea();
        area.setPrefRowCount(rows);
        area.setWrapText(true);
        return area;
    }

    private static <T> StringConverter<T> converter(java.util.function.Function<T, String> text) {
        return new StringConverter<>() {
            @Override
            public String toString(T value) {
                return text.apply(value);
            }

            @Override
            public T fromString(String string) {
                throw new UnsupportedOperationException();
            }
        };
    }

    static Feather iconOf(String fileName, String contentType) {
        return switch (FileKind.of(contentType, fileName)) {
            case PICTURE -> Feather.IMAGE;
            case AUDIO -> Feather.MUSIC;
            case VIDEO -> Feather.FILM;
            case DOCUMENT -> Feather.FILE_TEXT;
            case BOOK -> Feather.BOOK_OPEN;
            case ARCHIVE -> Feather.ARCHIVE;
            case FONT -> Feather.TYPE;
            case MODEL -> Feather.BOX;
            case OTHER -> Feather.FILE;
        };
    }
}
