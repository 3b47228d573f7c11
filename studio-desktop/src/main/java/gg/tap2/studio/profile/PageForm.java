package gg.tap2.studio.profile;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Violations;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.ui.FormProblems;
import gg.tap2.studio.ui.Ui;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ColorPicker;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/// The fields of the page, and what stands in them as the contract has it. An amount that is none keeps the former
/// value until it is one, and is named.
final class PageForm {
    /// The links that a page can have, in the order of the form.
    static final List<String> LINKS = List.of("website", "youtube", "instagram", "tiktok", "twitter");

    final TextField name = new TextField();
    final TextField slug = new TextField();
    final TextArea bio = new TextArea();
    final Map<String, TextField> links = new LinkedHashMap<>();
    final TextField tags = new TextField();
    final TextField presets = new TextField();
    final TextField goalTitle = new TextField();
    final TextField goalTarget = new TextField();
    final ColorPicker primary = new ColorPicker();
    final ColorPicker accent = new ColorPicker();
    final CheckBox published = new CheckBox();
    private final Context ctx;
    private final Runnable onEdit;
    private boolean showing;

    PageForm(Context ctx, Runnable onEdit) {
        this.ctx = ctx;
        this.onEdit = onEdit;
        LINKS.forEach(kind -> links.put(kind, new TextField()));
        name.setId("profile-name");
        slug.setId("profile-slug");
        bio.setId("profile-bio");
        tags.setId("profile-tags");
        presets.setId("profile-presets");
        goalTitle.setId("profile-goal");
        goalTarget.setId("profile-goal-target");
        published.setId("profile-published");
        published.setText(ctx.text("profile.published"));
        bio.setPrefRowCount(5);
        bio.setWrapText(true);
        inputs().forEach(i -> i.textProperty().addListener((o, was, is) -> edited()));
        primary.valueProperty().addListener((o, was, is) -> edited());
        accent.valueProperty().addListener((o, was, is) -> edited());
        published.selectedProperty().addListener((o, was, is) -> edited());
    }

    private List<TextInputControl> inputs() {
        var all = new java.util.ArrayList<TextInputControl>(
                List.of(name, slug, bio, tags, presets, goalTitle, goalTarget));
        all.addAll(links.values());
        return all;
    }

    private void edited() {
        if (!showing) {
            onEdit.run();
        }
    }

    Node[] linkFields() {
        return links.entrySet().stream()
                .map(e -> Ui.field(ctx.text("changes.field." + e.getKey()), e.getValue()))
                .toArray(Node[]::new);
    }

    void show(CreatorProfile p) {
        showing = true;
        try {
            set(name, p.displayName());
            set(slug, p.slug());
            set(bio, p.bio());
            links.forEach((kind, field) -> set(field, p.socialLinks().getOrDefault(kind, "")));
            if (!tags().equals(p.tags())) {
                set(tags, String.join(", ", p.tags()));
            }
            if (!p.tipPresets().equals(presets(p.currency()).orElse(List.of()))) {
                set(
                        presets,
                        String.join(
                                "; ",
                                p.tipPresets().stream()
                                        .map(m -> ctx.formats().amount(m, p.currency()))
                                        .toList()));
            }
            set(goalTitle, p.tipGoal() == null ? "" : p.tipGoal().title());
            Long target = p.tipGoal() == null ? null : p.tipGoal().target();
            if (!Objects.equals(target, amount(p.currency()))) {
                set(goalTarget, target == null ? "" : ctx.formats().amount(target, p.currency()));
            }
            primary.setValue(Color.web(p.themeColors().primary()));
            accent.setValue(Color.web(p.themeColors().accent()));
            published.setSelected(p.published());
        } finally {
            showing = false;
        }
    }

    private static void set(TextInputControl field, String text) {
        if (!text.equals(field.getText())) {
            field.setText(text);
        }
    }

    private @Nullable Long amount(Currency currency) {
        return ctx.formats().parseAmount(goalTarget.getText(), currency).orElse(null);
    }

    private List<String> tags() {
        return Arrays.stream(tags.getText().split(","))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .distinct()
                .toList();
    }

    /// Empty when one of them is no amount.
    private Optional<List<Long>> presets(Currency currency) {
        List<Optional<Long>> parsed = Arrays.stream(presets.getText().split(";"))
                .filter(t -> !t.isBlank())
                .map(t -> ctx.formats().parseAmount(t, currency))
                .toList();
        return parsed.stream().allMatch(Optional::isPresent)
                ? Optional.of(parsed.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    /// What the fields say, over what is held.
    SaveProfile content(CreatorProfile held) {
        SaveProfile now = Contents.of(held);
        Map<String, String> written = new HashMap<>(Objects.requireNonNullElse(now.socialLinks(), Map.of()));
        links.forEach((kind, field) -> {
            if (field.getText().isBlank()) {
                written.remove(kind);
            } else {
                written.put(kind, field.getText().strip());
            }
        });
        boolean goal = !goalTitle.getText().isBlank();
        Long target = amount(held.currency());
        return new SaveProfile(
                slug.getText().strip(),
                name.getText().strip(),
                bio.getText(),
                now.avatarUploadId(),
                now.bannerUploadId(),
                written,
                new ThemeColors(web(primary.getValue()), held.themeColors().secondary(), web(accent.getValue())),
                tags(),
                presets(held.currency()).orElse(now.tipPresets() == null ? List.of() : now.tipPresets()),
                goal ? goalTitle.getText().strip() : null,
                !goal ? null : target == null ? Objects.requireNonNullElse(now.tipGoalTarget(), 0L) : target,
                published.isSelected(),
                now.country(),
                now.timeZone());
    }

    /// What is wrong, in the reader's words, with the fields marked; empty when nothing is.
    String problems(CreatorProfile held, boolean lead) {
        Violations broken = content(held).validate(held.currency());
        if (presets(held.currency()).isEmpty()) {
            broken.check(false, "tipPresets", "invalid");
        }
        if (!goalTitle.getText().isBlank() && amount(held.currency()) == null) {
            broken.check(false, "tipGoalTarget", "invalid");
        }
        var fields = Map.<String, FormProblems.Field>of(
                "displayName", new FormProblems.Field("changes.field.displayName", name),
                "slug", new FormProblems.Field("changes.field.slug", slug),
                "bio", new FormProblems.Field("changes.field.bio", bio),
                "tags", new FormProblems.Field("changes.field.tags", tags),
                "tipPresets", new FormProblems.Field("changes.field.tipPresets", presets),
                "tipGoalTitle", new FormProblems.Field("changes.field.tipGoalTitle", goalTitle),
                "tipGoalTarget", new FormProblems.Field("changes.field.tipGoalTarget", goalTarget),
                "socialLinks", new FormProblems.Field("changes.field.socialLinks", wrongLink()));
        return FormProblems.check(ctx.texts(), broken, fields, lead);
    }

    private TextField wrongLink() {
        return links.values().stream()
                .filter(f -> !f.getText().isBlank() && !f.getText().strip().matches("https://[^\\s\"'<>]{3,250}"))
                .findFirst()
                .orElse(links.values().iterator().next());
    }

    static String web(Color c) {
        return "#%02x%02x%02x"
                .formatted(Math.round(c.getRed() * 255), Math.round(c.getGreen() * 255), Math.round(c.getBlue() * 255));
    }
}
