package gg.tap2.studio.rehearsal;

import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.Rehearsal;
import gg.tap2.model.common.Currency;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.Fetcher;
import gg.tap2.studio.rehearsal.Check.State;
import gg.tap2.studio.rehearsal.Check.Step;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.sync.Edits;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs the checks one after the other in the calling thread and tells the whole list after every change. A step that
/// fails does not end the others, unless they need what it found.
final class RehearsalRun {
    /// How findings are put into words.
    interface Words {
        String text(String key, Object... args);

        String money(long minor, Currency currency);

        String size(long bytes);
    }

    private static final Pattern LINK = Pattern.compile("\\]\\((https?://[^)\\s]+)\\)");
    private static final int MAX_LINKS = 20;

    private final Session session;
    private final UUID productId;
    private final Words words;
    private final Consumer<List<Check>> onChange;
    private final BooleanSupplier stopped;
    private final Fetcher fetcher;
    private final Map<Step, Check> checks = new EnumMap<>(Step.class);
    private long toldAtBytes;

    RehearsalRun(
            Session session, UUID productId, Words words, Consumer<List<Check>> onChange, BooleanSupplier stopped) {
        this.session = session;
        this.productId = productId;
        this.words = words;
        this.onChange = onChange;
        this.stopped = stopped;
        this.fetcher = session.client().fetcher();
        for (Step step : Step.values()) {
            checks.put(step, new Check(step, State.WAITING, ""));
        }
    }

    /// The last state of the list, and the pages to look at, if the server gave some.
    record Result(List<Check> checks, @Nullable Rehearsal rehearsal) {}

    Result run() {
        Product product = sync();
        if (product == null) {
            skipFrom(Step.CONTENT);
            return new Result(list(), null);
        }
        content(product);
        Rehearsal rehearsal = payment();
        if (rehearsal == null) {
            skipFrom(Step.PRODUCT_PAGE);
            return new Result(list(), null);
        }
        pages(product, rehearsal);
        links(product);
        files(rehearsal);
        return new Result(list(), rehearsal);
    }

    private @Nullable Product sync() {
        set(Step.SYNC, State.RUNNING, "");
        session.sync().runOnce();
        ProductCopy copy = session.store().products().find(productId).orElse(null);
        Product base = copy == null ? null : copy.base();
        if (base != null
                && session.edits().unpublished().find(Edits.PRODUCT, productId).isPresent()) {
            set(Step.SYNC, State.WARNING, words.text("rehearsal.unpublished"));
            return base;
        }
        if (copy == null || base == null || copy.working() != null) {
            set(Step.SYNC, State.FAILED, words.text("rehearsal.notSynced"));
            return null;
        }
        set(Step.SYNC, State.OK, words.text("rehearsal.synced", base.version()));
        return base;
    }

    private void content(Product p) {
        boolean something = switch (p.type()) {
            case DOWNLOAD -> !p.files().isEmpty();
            case COURSE -> !p.lessons().isEmpty();
            case UNLOCKABLE -> !p.hiddenContent().isBlank() || !p.files().isEmpty();
        };
        if (!something) {
            set(Step.CONTENT, State.FAILED, words.text("rehearsal.nothingInside." + p.type()));
        } else if (p.description().isBlank()) {
            set(Step.CONTENT, State.WARNING, words.text("rehearsal.noDescription"));
        } else if (p.coverUploadId() == null) {
            set(Step.CONTENT, State.WARNING, words.text("rehearsal.noCover"));
        } else {
            set(
                    Step.CONTENT,
                    State.OK,
                    words.text(
                            "rehearsal.content", p.files().size(), p.lessons().size()));
        }
    }

    private @Nullable Rehearsal payment() {
        set(Step.PAYMENT, State.RUNNING, "");
        try {
            Rehearsal r = session.api().rehearse(productId);
            var payment = r.payment();
            String amount = words.money(payment.amount(), payment.currency());
            switch (payment.outcome()) {
                case PAID -> set(Step.PAYMENT, State.OK, words.text("rehearsal.paid", amount));
                case FREE -> set(Step.PAYMENT, State.OK, words.text("rehearsal.free"));
                case NOT_CHARGED -> set(Step.PAYMENT, State.SKIPPED, words.text("rehearsal.notCharged", amount));
                case FAILED ->
                    set(
                            Step.PAYMENT,
                            State.FAILED,
                            words.text("rehearsal.declined", String.valueOf(payment.problem())));
            }
            return r;
        } catch (ApiFailure e) {
            set(Step.PAYMENT, State.FAILED, words.text("rehearsal.noAnswer", String.valueOf(e.getMessage())));
            return null;
        }
    }

    private void pages(Product p, Rehearsal r) {
        page(Step.PRODUCT_PAGE, r.productPath(), List.of(p.title()));
        List<String> inside = p.lessons().stream().map(Lesson::title).toList();
        page(Step.BUYER_PAGE, r.libraryPath(), inside.isEmpty() ? List.of(p.title()) : inside);
        set(Step.CREATOR_PAGE, State.RUNNING, "");
        try {
            int status = fetcher.status(r.creatorPath());
            if (status == 200) {
                set(Step.CREATOR_PAGE, State.OK, r.creatorPath());
            } else {
                set(Step.CREATOR_PAGE, State.WARNING, words.text("rehearsal.pageHidden"));
            }
        } catch (IOException e) {
            set(Step.CREATOR_PAGE, State.FAILED, words.text("rehearsal.noAnswer", String.valueOf(e.getMessage())));
        }
    }

    private void page(Step step, String path, List<String> expected) {
        set(step, State.RUNNING, "");
        try {
            Fetcher.Page page = fetcher.page(path);
            String text = plain(page.text());
            List<String> missing =
                    expected.stream().filter(e -> !text.contains(squeeze(e))).toList();
            if (page.status() != 200) {
                set(step, State.FAILED, words.text("rehearsal.pageStatus", page.status()));
            } else if (!missing.isEmpty()) {
                set(step, State.FAILED, words.text("rehearsal.pageLacks", String.join(", ", missing)));
            } else {
                set(step, State.OK, words.text("rehearsal.pageShows", expected.size()));
            }
        } catch (IOException e) {
            set(step, State.FAILED, words.text("rehearsal.noAnswer", String.valueOf(e.getMessage())));
        }
    }

    /// The words of a page, without tags and entities.
    static String plain(String html) {
        return squeeze(html.replaceAll("(?s)<(script|style).*?</\\1>", " ")
                .replaceAll("<[a-zA-Z/!][^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&"));
    }

    private static String squeeze(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private void links(Product p) {
        Set<String> links = new LinkedHashSet<>();
        StringBuilder text = new StringBuilder(p.description()).append(p.hiddenContent());
        p.lessons().forEach(l -> text.append(l.content()));
        var found = LINK.matcher(text);
        while (found.find() && links.size() < MAX_LINKS) {
            links.add(found.group(1));
        }
        if (links.isEmpty()) {
            set(Step.LINKS, State.OK, words.text("rehearsal.noLinks"));
            return;
        }
        set(Step.LINKS, State.RUNNING, "");
        List<String> dead = links.stream().filter(l -> !answers(l)).toList();
        set(
                Step.LINKS,
                dead.isEmpty() ? State.OK : State.WARNING,
                dead.isEmpty()
                        ? words.text("rehearsal.linksAnswer", links.size())
                        : words.text("rehearsal.linksDead", String.join(", ", dead)));
    }

    private boolean answers(String link) {
        try {
            return !stopped.getAsBoolean() && fetcher.status(link) < 400;
        } catch (IOException e) {
            return false;
        }
    }

    private void files(Rehearsal r) {
        if (r.files().isEmpty()) {
            set(Step.FILES, State.OK, words.text("rehearsal.noFiles"));
            return;
        }
        long total = r.files().stream().mapToLong(Rehearsal.File::size).sum();
        long before = 0;
        for (Rehearsal.File file : r.files()) {
            long base = before;
            toldAtBytes = 0;
            try {
                Fetcher.Fetched got = fetcher.file(file.url(), n -> progress(base + n, total), stopped);
                String own = session.uploads()
                        .find(uploadOf(file.id()))
                        .map(t -> t.sha256())
                        .orElse(null);
                if (got.status() != 200) {
                    fail(words.text("rehearsal.fileStatus", file.title(), got.status()));
                    return;
                }
                if (got.size() != file.size()
                        || (file.sha256() != null && !file.sha256().equals(got.sha256()))
                        || (own != null && !own.equals(got.sha256()))) {
                    fail(words.text("rehearsal.fileDiffers", file.title()));
                    return;
                }
            } catch (IOException e) {
                fail(words.text("rehearsal.noAnswer", String.valueOf(e.getMessage())));
                return;
            } catch (InterruptedException e) {
                set(Step.FILES, State.SKIPPED, words.text("rehearsal.stopped"));
                return;
            }
            before += file.size();
        }
        set(Step.FILES, State.OK, words.text("rehearsal.filesSame", r.files().size(), words.size(total)));
    }

    private UUID uploadOf(UUID fileId) {
        return session.store()
                .products()
                .find(productId)
                .map(ProductCopy::base)
                .flatMap(p ->
                        p.files().stream().filter(f -> f.id().equals(fileId)).findFirst())
                .map(f -> f.uploadId())
                .orElse(fileId);
    }

    private void progress(long bytes, long total) {
        if (bytes - toldAtBytes > Math.max(1 << 20, total / 200)) {
            toldAtBytes = bytes;
            set(Step.FILES, State.RUNNING, words.text("rehearsal.fetching", words.size(bytes), words.size(total)));
        }
    }

    private void fail(String detail) {
        set(Step.FILES, State.FAILED, detail);
    }

    private void skipFrom(Step first) {
        for (Step step : Step.values()) {
            if (step.ordinal() >= first.ordinal()) {
                set(step, State.SKIPPED, words.text("rehearsal.skipped"));
            }
        }
    }

    private void set(Step step, State state, String detail) {
        checks.put(step, new Check(step, state, detail));
        onChange.accept(list());
    }

    private List<Check> list() {
        return List.copyOf(checks.values());
    }
}
