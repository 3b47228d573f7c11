package gg.tap2.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who may know whom. A dependency that is not listed here is a decision to be made, not an accident to be
/// kept.
final class ArchitectureTest {
    private static final String ROOT = "gg.tap2.server.";

    /// Feature package to the feature packages it may depend on. Everybody may use `platform` and
    /// `events`.
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("accounts", "notices"),
            entry("catalog", "accounts"),
            entry("admin", "accounts", "billing", "catalog", "jobs", "ledger", "notices", "payouts"),
            entry("analytics"),
            entry("ledger"),
            entry("events"),
            entry("notices"),
            entry("jobs"),
            entry("live"),
            entry("metrics"),
            entry("releases"),
            entry("s3"),
            entry("stripe"),
            entry("sandbox"),
            entry("media", "catalog", "s3"),
            entry("billing", "accounts", "catalog", "ledger", "stripe"),
            entry("payouts", "accounts", "billing", "catalog", "ledger"),
            entry("statements", "ledger", "payouts"),
            entry("evidence", "billing", "stripe"),
            // A provider knows the port that it implements.
            entry("checks", "media", "notices", "payouts", "plaid", "s3"),
            entry("flowpay", "payouts"),
            entry("wise", "payouts"),
            entry("plaid", "payouts"),
            entry("connect", "payouts", "stripe"),
            // Plays providers' stories with the adapters; the stand-ins are handed to it.
            entry("contract", "flowpay", "notices", "payouts", "plaid", "s3", "wise"),
            // Starts servers of its own and measures through the network and the database.
            entry("bench", "app", "billing", "ledger", "notices", "payouts", "sandbox"),
            entry("sync", "billing", "catalog"),
            entry("library", "accounts", "billing", "catalog", "s3"),
            entry("receipts", "accounts"),
            entry("messages", "accounts", "library"),
            entry("fanweb", "accounts", "billing", "catalog", "library", "messages", "notices", "receipts"),
            // Compiled templates; what they show comes from the features.
            entry("pages", "accounts", "fanweb", "billing", "library", "messages", "receipts"),
            // Fills a fresh platform through the features' doors, then plays through the API.
            entry("demo", "accounts", "billing", "catalog", "media", "sandbox"),
            entry(
                    "app",
                    "accounts",
                    "admin",
                    "analytics",
                    "checks",
                    "billing",
                    "catalog",
                    "connect",
                    "contract",
                    "demo",
                    "fanweb",
                    "flowpay",
                    "jobs",
                    "ledger",
                    "library",
                    "live",
                    "media",
                    "messages",
                    "metrics",
                    "notices",
                    "payouts",
                    "plaid",
                    "receipts",
                    "releases",
                    "s3",
                    "sandbox",
                    "evidence",
                    "statements",
                    "stripe",
                    "sync",
                    "wise"));

    private static final Set<String> GROUND = Set.of("platform", "events");

    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("gg.tap2.server");

    private static Map.Entry<String, Set<String>> entry(String feature, String... mayUse) {
        return Map.entry(feature, Set.of(mayUse));
    }

    @Test
    void everyFeatureIsListed() {
        var features = SERVER.stream()
                .map(ArchitectureTest::feature)
                .filter(f -> f != null && !f.equals("platform"))
                .collect(java.util.stream.Collectors.toSet());
        assertThat(MAY_USE.keySet()).containsAll(features);
    }

    @Test
    void featuresUseOnlyWhatTheyMay() {
        onlyListedDependencies().check(SERVER);
    }

    @Test
    void featuresHaveNoCycles() {
        noCycles().check(SERVER);
    }

    @Test
    void timeComesFromTheInjectedClock() {
        injectedTime().check(SERVER);
    }

    @Test
    void anUnlistedDependencyIsFound() {
        var planted = new ClassFileImporter().importClasses(gg.tap2.server.ledger.PlantedDependency.class);
        assertThatThrownBy(() -> onlyListedDependencies().check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ledger -> catalog");
    }

    @Test
    void aCycleIsFound() {
        var planted = new ClassFileImporter()
                .importClasses(gg.tap2.server.ledger.PlantedCycle.class, gg.tap2.server.jobs.PlantedCycle.class);
        assertThatThrownBy(() -> noCycles().check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Cycle");
    }

    @Test
    void systemTimeIsFound() {
        var planted = new ClassFileImporter().importClasses(gg.tap2.server.ledger.PlantedDependency.class);
        assertThatThrownBy(() -> injectedTime().check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Instant.now()");
    }

    private static ArchRule noCycles() {
        return slices().matching(ROOT + "(*)..").should().beFreeOfCycles();
    }

    private static ArchRule injectedTime() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "platform.time..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone");
    }

    private static ArchRule onlyListedDependencies() {
        return classes()
                .that(describe("belong to a feature", c -> feature(c) != null))
                .should(new ArchCondition<>("use only the listed features") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        String from = feature(item);
                        for (var d : item.getDirectDependenciesFromSelf()) {
                            String to = feature(d.getTargetClass().getBaseComponentType());
                            if (to != null
                                    && !to.equals(from)
                                    && !GROUND.contains(to)
                                    && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
                                events.add(SimpleConditionEvent.violated(
                                        item, from + " -> " + to + ": " + d.getDescription()));
                            }
                        }
                    }
                });
    }

    private static @org.jspecify.annotations.Nullable String feature(JavaClass c) {
        String name = c.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : null;
    }
}
