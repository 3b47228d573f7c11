package gg.tap2.server.checks;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.app.Main;
import gg.tap2.server.checks.Advisories.Component;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.Checkout;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Libraries and advisories in OSV's format, with made-up ones.
final class AdvisoriesTest {
    private static final Path SAMPLE = Checkout.ROOT.resolve("server/launcher/src/test/resources/osv-sample");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "parser, 1.9.9, 1.10.0",
        "parser, 0.1-SNAPSHOT, 1.10.0",
        "parser, 1.10.0-rc1, 1.10.0",
        "parser, 1.10.0, ",
        "parser, 1.11, ",
        "parser, 2.0-alpha-1, 2.0.3",
        "parser, 2.0-beta, 2.0.3",
        "parser, 2.0.2, 2.0.3",
        "parser, 2.0.3, ",
        "parser, 2.0.10, ",
        "client, 2.9, ",
        "client, 3.0.0, none",
        "client, 3.4.1, none",
        "client, 3.4.2, ",
        "client, 1.0.Final, none",
        "client, 1.0.0, ",
        "other, 1.0, "
    })
    void rangesAreReadInMavensOrder(String artifact, String version, String fixed) throws IOException {
        var hits = Advisories.read(SAMPLE).about(List.of(new Component("example.invalid:" + artifact, version)));
        if (fixed == null) {
            assertThat(hits).isEmpty();
        } else {
            assertThat(hits).hasSize(1);
            assertThat(hits.getFirst().fixed()).isEqualTo(fixed.equals("none") ? "" : fixed);
        }
    }

    private record Run(int status, String out) {}

    private static Run run(String... args) {
        var bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        var to = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(to);
        System.setErr(to);
        try {
            return new Run(Main.run(args), bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private Path sbom(String version) throws IOException {
        return Files.writeString(folder.resolve("sbom.json"), """
                {"bomFormat": "CycloneDX", "components": [
                  {"name": "parser", "purl": "pkg:maven/example.invalid/parser@%s?type=jar"},
                  {"name": "a drawing"}]}""".formatted(version));
    }

    private Path zip(String... documents) throws IOException {
        Path zip = folder.resolve("all.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < documents.length; i++) {
                out.putNextEntry(new ZipEntry("doc" + i + ".json"));
                out.write(documents[i].getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }

    private static final String NEVER_OLD = "36500";

    @Test
    void theCommandSaysWhatItFoundInWordsAndInJson() throws IOException {
        Run found = run(
                "advisories", "--osv", SAMPLE.toString(), "--sbom", sbom("1.2").toString(), "--max-age", NEVER_OLD);
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.out())
                .contains(
                        "example.invalid:parser 1.2",
                        "EXAMPLE-0000-0001",
                        "CVE-0000-0001",
                        "mended in 1.10.0",
                        "a drawing");
        Run json = run(
                "advisories",
                "--osv",
                SAMPLE.toString(),
                "--sbom",
                sbom("1.2").toString(),
                "--json",
                "--max-age",
                NEVER_OLD);
        assertThat(json.status()).isEqualTo(1);
        assertThat(Json.tree(json.out()).path("hits").path(0).path("fixed").asText())
                .isEqualTo("1.10.0");
        assertThat(run(
                                "advisories",
                                "--osv",
                                SAMPLE.toString(),
                                "--sbom",
                                sbom("1.10.0").toString(),
                                "--max-age",
                                NEVER_OLD)
                        .status())
                .isZero();
        String one = Files.readString(SAMPLE.resolve("EXAMPLE-0000-0001.json"));
        assertThat(run(
                                "advisories",
                                "--osv",
                                zip(one).toString(),
                                "--sbom",
                                sbom("1.2").toString(),
                                "--max-age",
                                NEVER_OLD)
                        .status())
                .isEqualTo(1);
    }

    /// Nothing found in what cannot be relied on is no all-clear.
    @Test
    void missingBrokenAndOldDataIsSaid() throws IOException {
        String list = sbom("9").toString();
        assertThat(run("advisories", "--sbom", list).status()).isEqualTo(2);
        assertThat(run("advisories", "--osv", folder.resolve("nowhere.zip").toString(), "--sbom", list)
                        .out())
                .contains("cannot be read");
        String old = Files.readString(SAMPLE.resolve("EXAMPLE-0000-0001.json")).replace("2026-11-20", "2019-01-01");
        Run stale = run("advisories", "--osv", zip(old).toString(), "--sbom", list);
        assertThat(stale.status()).isEqualTo(2);
        assertThat(stale.out()).contains("days old");
        Run broken = run(
                "advisories",
                "--osv",
                zip(old.replace("\"id\"", "\"ID\""), "{", "null").toString(),
                "--sbom",
                list);
        assertThat(broken.status()).isEqualTo(2);
        assertThat(broken.out()).contains("3 documents are no advisories");
        Path no = Files.writeString(folder.resolve("no.json"), "{}");
        assertThat(run("advisories", "--osv", SAMPLE.toString(), "--sbom", no.toString())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void theServersOwnLibrariesAreKnownByTheirNames() {
        Components own = Components.ofClassPath(System.getProperty("java.class.path"));
        assertThat(own.all()).hasSizeGreaterThan(80).anyMatch(c -> c.name().equals("org.postgresql:postgresql"));
        assertThat(own.unnamed().size() * 10).isLessThan(own.all().size());
        assertThat(System.getProperty("java.class.path")).contains(File.pathSeparator);
    }
}
