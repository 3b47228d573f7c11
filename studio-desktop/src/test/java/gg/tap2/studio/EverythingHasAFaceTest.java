package gg.tap2.studio;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.studio.ui.Texts;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the server can do for creators and admins is reached from the studio, and what they write has a name there.
/// The lists of exceptions only shrink: one that is no exception any more fails as well.
final class EverythingHasAFaceTest {
    private static final Path MAIN = Path.of("src/main/java/gg/tap2/studio");
    private static final Path MATRIX = Path.of("../docs/security/route-matrix.md");
    private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| `(/api/v1/(?:creators|admin|auth)[^`]*)` \\|.*");

    private static final String BROWSER = "in the browser: Settings leads to the page that has it";
    private static final String SYNCED = "the sync brings the same rows, and the studio reads them offline";
    private static final String LATER = "no screen yet";

    private static final Map<String, String> WITHOUT = Map.ofEntries(
            Map.entry("/api/v1/admin/disputes/{id}/evidence.pdf", LATER),
            Map.entry("/api/v1/admin/ledger/journals/{id}", "the ledger's list shows the whole journal"),
            Map.entry("/api/v1/auth/backup-codes", BROWSER),
            Map.entry("/api/v1/auth/cancel-deletion", BROWSER),
            Map.entry("/api/v1/auth/cancel-email-change", BROWSER),
            Map.entry("/api/v1/auth/change-email", BROWSER),
            Map.entry("/api/v1/auth/delete-account", BROWSER),
            Map.entry("/api/v1/auth/disable-2fa", BROWSER),
            Map.entry("/api/v1/auth/enable-2fa", BROWSER),
            Map.entry("/api/v1/auth/events", BROWSER),
            Map.entry("/api/v1/auth/export", BROWSER),
            Map.entry("/api/v1/auth/forgot-password", "in the browser: the sign-in page leads there"),
            Map.entry("/api/v1/auth/google", BROWSER),
            Map.entry("/api/v1/auth/google/exchange", "the browser's part of signing in by Google"),
            Map.entry("/api/v1/auth/google/link", BROWSER),
            Map.entry("/api/v1/auth/google/start", "the browser's part of signing in by Google"),
            Map.entry("/api/v1/auth/google/unlink", BROWSER),
            Map.entry("/api/v1/auth/mail-code", BROWSER),
            Map.entry("/api/v1/auth/not-me", "a link in a mail"),
            Map.entry("/api/v1/auth/passkeys", BROWSER),
            Map.entry("/api/v1/auth/passkeys/creation-options", BROWSER),
            Map.entry("/api/v1/auth/passkeys/request-options", BROWSER),
            Map.entry("/api/v1/auth/passkeys/sign-in", BROWSER),
            Map.entry("/api/v1/auth/passkeys/{id}", BROWSER),
            Map.entry("/api/v1/auth/register", "in the browser: the sign-in page leads there"),
            Map.entry("/api/v1/auth/resend-verification", "in the browser: the sign-in page leads there"),
            Map.entry("/api/v1/auth/reset-password", "a link in a mail"),
            Map.entry("/api/v1/auth/verify-email", "a link in a mail"),
            Map.entry("/api/v1/creators/adjustments", LATER),
            Map.entry("/api/v1/creators/analytics/days.csv", LATER),
            Map.entry("/api/v1/creators/analytics/fans", LATER),
            Map.entry("/api/v1/creators/analytics/products", LATER),
            Map.entry("/api/v1/creators/analytics/revenue", LATER),
            Map.entry("/api/v1/creators/analytics/subscribers", LATER),
            Map.entry("/api/v1/creators/disputes", SYNCED),
            Map.entry("/api/v1/creators/disputes/{id}", SYNCED),
            Map.entry("/api/v1/creators/payouts", "the list is synced, and a request goes to its other address"),
            Map.entry("/api/v1/creators/payouts/{id}/lines.csv", LATER),
            Map.entry("/api/v1/creators/payouts/{id}/statement.pdf", LATER),
            Map.entry("/api/v1/creators/products/{id}/downloads", LATER),
            Map.entry("/api/v1/creators/sales", SYNCED),
            Map.entry("/api/v1/creators/statements/{month}", "the studio saves its signed form, PDF and CSV"),
            Map.entry("/api/v1/creators/subscribers", SYNCED),
            Map.entry("/api/v1/creators/subscribers/{id}", SYNCED),
            Map.entry("/api/v1/creators/subscriptions", SYNCED),
            Map.entry("/api/v1/creators/{slug}", "the public page; the preview shows it"));

    /// Methods of the doors to the server that no screen calls.
    private static final Set<String> UNCALLED = Set.of("CreatorApi.analytics");

    private static String source() throws Exception {
        var out = new StringBuilder();
        try (var files = Files.walk(MAIN)) {
            for (Path f : files.filter(p -> p.toString().endsWith(".java")).toList()) {
                out.append(Files.readString(f)).append('\n');
            }
        }
        return out.toString();
    }

    private static Set<String> called() throws Exception {
        String source = source();
        Set<String> out = new HashSet<>();
        for (Field f : Routes.class.getFields()) {
            if (Modifier.isStatic(f.getModifiers())
                    && f.getType() == String.class
                    && Pattern.compile("Routes\\." + f.getName() + "\\b")
                            .matcher(source)
                            .find()) {
                out.add((String) f.get(null));
            }
        }
        return out;
    }

    @Test
    void everyRouteOfCreatorsAndAdminsHasACaller() throws Exception {
        Set<String> called = called();
        var missing = new TreeMap<String, String>();
        var all = new TreeSet<String>();
        for (String line : Files.readAllLines(MATRIX)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                all.add(row.group(2));
                if (!called.contains(row.group(2))) {
                    missing.put(row.group(2), row.group(1));
                }
            }
        }
        assertThat(all).hasSizeGreaterThan(100);
        assertThat(missing.keySet().stream()
                        .filter(p -> !WITHOUT.containsKey(p))
                        .toList())
                .as("routes that no screen of the studio reaches")
                .isEmpty();
        assertThat(WITHOUT.keySet().stream()
                        .filter(p -> !missing.containsKey(p))
                        .toList())
                .as("exceptions that are none any more")
                .isEmpty();
    }

    /// A door's method that nobody calls is a feature that nobody reaches.
    @Test
    void everyMethodOfTheDoorsIsCalled() throws Exception {
        String source;
        try (var files = Files.walk(MAIN)) {
            source = files.filter(p -> p.toString().endsWith(".java")
                            && !p.toString().contains("/api/CreatorApi")
                            && !p.toString().contains("/api/AccountApi"))
                    .map(p -> {
                        try {
                            return Files.readString(p);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.joining("\n"));
        }
        var uncalled = new TreeSet<String>();
        for (Class<?> door : List.of(gg.tap2.studio.api.CreatorApi.class, gg.tap2.studio.api.AccountApi.class)) {
            for (Method m : door.getDeclaredMethods()) {
                if (Modifier.isPublic(m.getModifiers())
                        && !Pattern.compile("\\.\\s*" + m.getName() + "\\(|::" + m.getName() + "\\b")
                                .matcher(source)
                                .find()) {
                    uncalled.add(door.getSimpleName() + "." + m.getName());
                }
            }
        }
        assertThat(uncalled).isEqualTo(UNCALLED);
    }

    /// Refusals, differences and merges speak of fields; each has words in both languages.
    @Test
    void everyComponentThatIsWrittenHasALabel() {
        for (Locale language : List.of(Locale.ENGLISH, Locale.GERMAN)) {
            var texts = new Texts(language);
            for (Class<?> written :
                    List.of(SaveProduct.class, SaveTier.class, SaveProfile.class, SaveDiscountCode.class)) {
                for (RecordComponent c : written.getRecordComponents()) {
                    assertThat(texts.has("changes.field." + c.getName()))
                            .as(written.getSimpleName() + "." + c.getName())
                            .isTrue();
                }
            }
        }
    }
}
