package gg.tap2.studio.profile;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SlugAvailability;
import gg.tap2.studio.changes.ChangesBar;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.sync.Contents;
import gg.tap2.studio.ui.DraftKeeper;
import gg.tap2.studio.ui.MarkdownView;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The creator's page: words, links, colours and the tip goal, with the page beside it as it will look. Every word is
/// kept as it is typed; fans see it when the changes are published.
public final class ProfileView implements Screen {
    private static final Duration SLUG_WAIT = Duration.ofMillis(400);

    private final Context ctx;
    private final PageForm form;
    private final VBox preview = Ui.card();
    private final ReceiptDetails receipts;
    private final PageImages images;
    private final ChangesBar changes;
    private final Label problem = Ui.wrapped("", "danger-text");
    private final Label address = Ui.wrapped("", "hint");
    private final Node root;
    private final DraftKeeper<SaveProfile> keeper;
    private Runnable slugCheck = () -> {};
    private Runnable stop = () -> {};
    private @Nullable CreatorProfile held;
    /// What the fields were filled from or last written as; edits are made over it.
    private volatile @Nullable SaveProfile seen;
    /// Counts edits, so that what was read before one does not come over it.
    private int typed;

    public ProfileView(Context ctx) {
        this.ctx = ctx;
        this.form = new PageForm(ctx, this::edited);
        this.receipts = new ReceiptDetails(ctx);
        this.images = new PageImages(ctx, this::keepImages, this::preview);
        this.changes = new ChangesBar(ctx, Documents.PROFILE, this::isReady);
        this.keeper =
                new DraftKeeper<>(ctx.background(), this::write, ctx.host().onFail());
        problem.setId("profile-problem");
        Ui.visible(problem, problem.textProperty().isNotEmpty());
        address.setId("profile-address");
        Ui.visible(address, address.textProperty().isNotEmpty());
        var words = Ui.column(
                16,
                Ui.card(
                        Ui.field(ctx.text("profile.name"), form.name),
                        Ui.field(ctx.text("profile.slug"), form.slug, ctx.text("profile.slugHint")),
                        address,
                        Ui.field(ctx.text("profile.bio"), form.bio, ctx.text("products.markdownHint")),
                        Ui.field(ctx.text("changes.field.tags"), form.tags, ctx.text("profile.tagsHint")),
                        form.published),
                images.node(),
                Ui.section(ctx.text("profile.links"), null, form.linkFields()),
                Ui.section(
                        ctx.text("profile.goal"),
                        null,
                        Ui.field(ctx.text("profile.goalTitle"), form.goalTitle),
                        Ui.field(ctx.text("profile.goalTarget"), form.goalTarget),
                        Ui.field(ctx.text("changes.field.tipPresets"), form.presets, ctx.text("profile.presetsHint"))),
                receipts.node());
        var colours = Ui.section(
                ctx.text("profile.theme"),
                null,
                Ui.row(
                        12,
                        Ui.grow(Ui.field(ctx.text("profile.primary"), form.primary)),
                        Ui.grow(Ui.field(ctx.text("profile.accent"), form.accent))));
        Ui.grow(words);
        var side = Ui.column(16, Ui.text(ctx.text("profile.preview"), "overline"), preview, colours);
        side.setPrefWidth(400);
        side.setMinWidth(360);
        root = Ui.scroll(Ui.page(
                ctx.text("profile.title"),
                ctx.text("profile.subtitle"),
                List.of(),
                changes.node(),
                problem,
                new HBox(20, words, side)));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        stop = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains(Documents.PROFILE)) {
                ctx.background().later(this::load);
            }
        });
        changes.model().open(Documents.ONLY);
        load();
        receipts.load();
    }

    @Override
    public void detach() {
        stop.run();
        flush();
        changes.model().close();
    }

    private void flush() {
        try {
            keeper.flush();
        } catch (RuntimeException e) {
            ctx.host().failed(e);
        }
    }

    private void load() {
        int seen = typed;
        ctx.background()
                .run(
                        () -> {
                            // What is read holds what was typed.
                            keeper.flush();
                            return ctx.session()
                                    .store()
                                    .documents()
                                    .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class);
                        },
                        p -> p.filter(now -> seen == typed).ifPresent(this::show),
                        ctx.host().onFail());
    }

    private void show(CreatorProfile p) {
        CreatorProfile before = held;
        held = p;
        // An amount that is none yet stays to be finished.
        if (before == null || form.problems(before, false).isEmpty()) {
            form.show(p);
            seen = Contents.of(p);
        }
        images.show(p);
        preview();
    }

    /// At most 300 ms after a key it is on the disk.
    private void edited() {
        CreatorProfile p = held;
        if (p == null) {
            return;
        }
        typed++;
        SaveProfile content = form.content(p);
        keeper.keep(content);
        held = Contents.with(p, content);
        problem.setText(form.problems(p, false));
        preview();
        checkSlug();
    }

    private void write(SaveProfile content) {
        ctx.session().edits().saveProfile(content, Objects.requireNonNullElse(seen, content));
        seen = content;
    }

    private boolean isReady() {
        CreatorProfile p = held;
        if (p == null) {
            return false;
        }
        flush();
        String wrong = form.problems(p, true);
        problem.setText(wrong);
        changes.model().load();
        return wrong.isEmpty();
    }

    /// Whether the address is free, asked while it is typed, with what a new one does to links that are out there.
    private void checkSlug() {
        slugCheck.run();
        String typed = form.slug.getText().strip();
        slugCheck = ctx.background()
                .after(
                        SLUG_WAIT,
                        () -> ctx.background()
                                .run(
                                        () -> {
                                            String own = ctx.session()
                                                    .store()
                                                    .documents()
                                                    .findBase(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                                                    .map(CreatorProfile::slug)
                                                    .orElse("");
                                            return own.equals(typed)
                                                    ? new SlugAvailability(typed, true, "own")
                                                    : ctx.session().api().checkSlug(typed);
                                        },
                                        answer -> {
                                            if (typed.equals(form.slug.getText().strip())) {
                                                say(answer);
                                            }
                                        },
                                        // Without a connection the server says so when it is sent.
                                        e -> address.setText("")));
    }

    private void say(SlugAvailability answer) {
        address.getStyleClass().removeAll("danger-text", "success-text");
        String reason = answer.reason();
        if ("own".equals(reason)) {
            address.setText("");
            return;
        }
        address.getStyleClass().add(answer.available() ? "success-text" : "danger-text");
        address.setText(
                answer.available()
                        ? ctx.text("profile.slugFree", answer.slug())
                        : ctx.text(
                                "taken".equals(reason)
                                        ? "profile.slugTaken"
                                        : "reserved".equals(reason) ? "profile.slugReserved" : "profile.slugInvalid"));
    }

    /// New pictures are kept at once; what is typed stays typed.
    private void keepImages(SaveProfile content) {
        flush();
        ctx.background()
                .run(
                        () -> {
                            ctx.session().edits().saveProfile(content);
                            return ctx.session()
                                    .store()
                                    .documents()
                                    .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class);
                        },
                        p -> p.ifPresent(now -> {
                            held = now;
                            images.show(now);
                        }),
                        ctx.host().onFail());
    }

    private void preview() {
        CreatorProfile p = held;
        if (p == null) {
            return;
        }
        var band = new Region();
        band.setMinHeight(96);
        band.setStyle("-fx-background-radius: 10; -fx-background-color: linear-gradient(to right, "
                + PageForm.web(form.primary.getValue()) + ", " + PageForm.web(form.accent.getValue()) + ");");
        var initial = new StackPane(Ui.text(
                form.name.getText().isBlank() ? "?" : form.name.getText().substring(0, 1)));
        initial.getStyleClass().add("avatar");
        initial.setStyle("-fx-min-width: 56; -fx-min-height: 56; -fx-font-size: 22px; -fx-background-radius: 28;");
        images.avatar(56).ifPresent(i -> initial.getChildren().setAll(i));
        Node top = images.banner(346, 96).map(i -> (Node) i).orElse(band);
        var words = new MarkdownView();
        words.show(form.bio.getText());
        var support = Ui.text(ctx.text("profile.support"), "strong");
        support.setStyle(
                "-fx-background-radius: 9; -fx-padding: 9 18 9 18; -fx-text-fill: white; -fx-background-color: "
                        + PageForm.web(form.primary.getValue()) + ";");
        preview.getChildren()
                .setAll(
                        top,
                        Ui.row(
                                14,
                                initial,
                                Ui.column(
                                        2,
                                        Ui.text(form.name.getText(), "md-h2"),
                                        Ui.text("@" + form.slug.getText(), "muted"))),
                        words,
                        support);
        if (!form.goalTitle.getText().isBlank()) {
            preview.getChildren()
                    .add(Ui.row(
                            8,
                            Ui.icon(Feather.TARGET, 14),
                            Ui.text(form.goalTitle.getText() + " · " + form.goalTarget.getText(), "muted")));
        }
    }
}
