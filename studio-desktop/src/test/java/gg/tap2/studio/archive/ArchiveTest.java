package gg.tap2.studio.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.billing.BusinessDetails;
import gg.tap2.model.catalog.Product;
import gg.tap2.studio.products.EditorViewModel;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.testing.LetGo;
import gg.tap2.studio.testing.TestFiles;
import gg.tap2.studio.testing.ViewModelFixture;
import gg.tap2.studio.uploads.UploadState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveTest {
    private static final String PASSPHRASE = "seven green kettles";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20})
    void sealedBytesComeBackAndEveryChangeIsNoticed(int size) throws Exception {
        byte[] plain = new byte[size];
        new Random(size).nextBytes(plain);
        var sealed = new ByteArrayOutputStream();
        try (var out = SealedFile.seal(sealed, PASSPHRASE.toCharArray())) {
            out.write(plain);
        }
        byte[] bytes = sealed.toByteArray();
        assertThat(opened(bytes, PASSPHRASE)).isEqualTo(plain);
        assertThatThrownBy(() -> opened(bytes, "another")).isInstanceOf(SealedFile.WrongKey.class);
        byte[] flipped = bytes.clone();
        flipped[flipped.length - 1] ^= 1;
        assertThatThrownBy(() -> opened(flipped, PASSPHRASE)).isInstanceOf(SealedFile.WrongKey.class);
        if (size > 1 << 20) {
            byte[] cut = java.util.Arrays.copyOf(bytes, 43 + (1 << 20) + 16);
            assertThatThrownBy(() -> opened(cut, PASSPHRASE))
                    .as("a whole chunk is missing at the end")
                    .isInstanceOf(SealedFile.WrongKey.class);
        }
    }

    private static byte[] opened(byte[] sealed, String passphrase) throws Exception {
        var out = new ByteArrayOutputStream();
        SealedFile.open(new ByteArrayInputStream(sealed), passphrase.toCharArray(), out);
        return out.toByteArray();
    }

    /// An archive is anybody's file: nothing in it may take more memory than a studio has, or be read unchecked.
    @Test
    void hostileArchivesAreRefusedInBoundedMemory() throws Exception {
        byte[] greedy = new byte[60];
        System.arraycopy("TAP2ARC1".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, greedy, 0, 8);
        java.nio.ByteBuffer.wrap(greedy).position(8).putInt(1 << 20).putInt(3).putInt(1);
        assertThatThrownBy(() -> opened(greedy, PASSPHRASE)).isInstanceOf(SealedFile.WrongKey.class);

        assertThatThrownBy(() -> read(java.util.Map.of("products.jsonl", "{}".getBytes()), "{}"))
                .as("a part that the manifest does not name")
                .hasMessageContaining("not in its manifest");
        byte[] longLine = new byte[5 << 20];
        java.util.Arrays.fill(longLine, (byte) ' ');
        assertThatThrownBy(() -> read(java.util.Map.of("products.jsonl", longLine), null))
                .hasMessageContaining("too long");
    }

    /// @param sha256 the manifest's hashes as JSON; null for the right ones
    private void read(java.util.Map<String, byte[]> parts, String sha256) throws Exception {
        Path file = dir.resolve("hostile.tap2");
        var right = new java.util.StringJoiner(",", "{", "}");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            for (var e : parts.entrySet()) {
                zip.putNextEntry(new java.util.zip.ZipEntry(e.getKey()));
                zip.write(e.getValue());
                byte[] sha = java.security.MessageDigest.getInstance("SHA-256").digest(e.getValue());
                right.add('"' + e.getKey() + "\":\"" + java.util.HexFormat.of().formatHex(sha) + '"');
            }
            zip.putNextEntry(new java.util.zip.ZipEntry("manifest.json"));
            zip.write(("{\"format\":\"" + ArchiveWriter.FORMAT + "\",\"sha256\":"
                            + (sha256 == null ? right.toString() : sha256) + "}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        try (var archive = ArchiveReader.open(file, new char[0], dir)) {
            archive.counts();
        }
    }

    private static void ready(Session session) throws InterruptedException {
        for (int i = 0;
                i < 400 && session.uploads().list().stream().anyMatch(t -> t.state() != UploadState.READY);
                i++) {
            Thread.sleep(25);
        }
        session.sync().runOnce();
    }

    @Test
    void aBusinessMovesToAnotherServerWithItsFiles() throws Exception {
        Path file = dir.resolve("all.tap2");
        Path loops = TestFiles.random(dir.resolve("Loops.zip"), 200_000, 4);
        String title;
        int tiers;
        try (var old = new ViewModelFixture(dir.resolve("old"))) {
            Session session = old.context.session();
            session.uploads().start();
            Product product = old.platform.allProducts().getFirst();
            title = product.title();
            var editor = new EditorViewModel(old.context);
            editor.open(product.id());
            editor.set("files", List.of());
            editor.files().addFiles(List.of(loops));
            editor.close();
            LetGo.product(session.edits(), product.id());
            ready(session);
            session.api().saveBusinessDetails(new BusinessDetails("Loop House Ltd", "1 Dock Road\nLisbon", "PT 501"));
            tiers = (int) session.store().documents().count(Documents.TIER);
            new ArchiveViewModel(old.context).export(file, PASSPHRASE.toCharArray(), true, n -> {});
        }
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(title);

        try (var fresh = new ViewModelFixture(dir.resolve("new"))) {
            Session session = fresh.context.session();
            session.uploads().start();
            int before = fresh.platform.allProducts().size();
            var vm = new ArchiveViewModel(fresh.context);
            var problems = new ArrayList<String>();
            vm.look(file, "wrong one here", c -> {}, problems::add);
            assertThat(problems).singleElement().asString().contains("passphrase");
            var reports = new ArrayList<Restore.Report>();
            vm.restore(file, PASSPHRASE, reports::add, problems::add);
            assertThat(problems).hasSize(1);
            Restore.Report report = reports.getFirst();
            assertThat(report.products()).isEqualTo(before);
            assertThat(report.tiers()).isEqualTo(tiers);
            assertThat(report.files()).isEqualTo(1);
            assertThat(session.api().businessDetails().taxId()).isEqualTo("PT 501");
            ready(session);
            ready(session);
            List<Product> all = fresh.platform.allProducts();
            assertThat(all).hasSize(2 * before);
            Product moved = all.stream()
                    .filter(p -> p.title().equals(title)
                            && !p.files().isEmpty()
                            && p.files().getFirst().sha256() != null)
                    .findFirst()
                    .orElseThrow();
            assertThat(moved.files().getFirst().sha256()).isEqualTo(TestFiles.sha256(loops));
            assertThat(moved.status()).isEqualTo(gg.tap2.model.catalog.ProductStatus.DRAFT);
        }
    }

    @Test
    void aChangedArchiveIsRefused() throws Exception {
        try (var fixture = new ViewModelFixture(dir.resolve("a"))) {
            var vm = new ArchiveViewModel(fixture.context);
            Path file = dir.resolve("all.zip");
            vm.export(file, new char[0], false, n -> {});
            Path changed = dir.resolve("changed.zip");
            try (var in = new java.util.zip.ZipFile(file.toFile());
                    var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(changed))) {
                for (var entry : in.stream().toList()) {
                    out.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                    byte[] bytes = in.getInputStream(entry).readAllBytes();
                    if (entry.getName().equals("sales.jsonl")) {
                        bytes[bytes.length / 2] ^= 1;
                    }
                    out.write(bytes);
                    out.closeEntry();
                }
            }
            var problems = new ArrayList<String>();
            vm.look(changed, "", c -> {}, problems::add);
            assertThat(problems).singleElement().asString().contains("sales.jsonl");
        }
    }

    @Test
    void passphrasesAreLongAndTypedTwice() throws Exception {
        try (var fixture = new ViewModelFixture(dir.resolve("a"))) {
            var vm = new ArchiveViewModel(fixture.context);
            assertThat(vm.problem("", "")).isEmpty();
            assertThat(vm.problem("short", "short")).isNotEmpty();
            assertThat(vm.problem(PASSPHRASE, "another")).isNotEmpty();
            assertThat(vm.problem(PASSPHRASE, PASSPHRASE)).isEmpty();
        }
    }
}
