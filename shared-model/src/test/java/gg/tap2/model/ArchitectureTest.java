package gg.tap2.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The model is shared by server and studio, so it knows neither, and no framework.
final class ArchitectureTest {
    private static final JavaClasses MODEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("gg.tap2.model");

    @Test
    void noFramework() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "gg.tap2.model..",
                        "java..",
                        "javax.imageio..",
                        "org.w3c.dom..",
                        "org.jspecify.annotations..",
                        "com.fasterxml.jackson.annotation..",
                        "com.github.f4b6a3.uuid..")
                .check(MODEL);
    }

    @Test
    void noCycles() {
        slices().matching("gg.tap2.model.(*)..").should().beFreeOfCycles().check(MODEL);
    }

    @Test
    void noSystemTime() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(MODEL);
    }
}
