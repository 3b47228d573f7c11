package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.accounts.Role;
import gg.tap2.server.accounts.passwords.PasswordFilter;
import gg.tap2.server.app.Main;
import gg.tap2.server.platform.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordRulesTest {
    private final PasswordRules rules = new PasswordRules(null);

    @Test
    void whatAttackersTryFirstIsRefusedAlsoDressedUp() {
        for (String p : List.of(
                "iloveyou1234",
                "letmein12345",
                "p@ssw0rd1234",
                "Password123!",
                "passwordpassword",
                "PASSWORD2024!",
                "ｐａｓｓｗｏｒｄ１２３",
                "qwertyuiop",
                "1q2w3e4r5t",
                "drowssap123",
                "!!dragon123!!",
                "sunshine2026",
                "monkeymonkey",
                "P4ssw0rd!!!",
                "aaaaaaaaaaaa",
                "1234567890")) {
            assertThat(rules.isEasy(p, "a@x.test")).as(p).isTrue();
        }
    }

    @Test
    void whatIsNotKnownIsTaken() {
        for (String p : List.of(
                "a long enough one",
                "correct horse battery 9",
                "Kx7-plum-otter",
                "grüne Wolken am Abend",
                "attackers pw 12345",
                "victims own pw 999",
                "a brand new secret 77")) {
            assertThat(rules.isEasy(p, "a@x.test")).as(p).isFalse();
        }
        var random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            refused += rules.isEasy("q" + Long.toString(random.nextLong() & Long.MAX_VALUE, 36) + "x", "") ? 1 : 0;
        }
        assertThat(refused).isLessThan(20);
    }

    @Test
    void theOwnAddressIsNoPassword() {
        assertThat(rules.isEasy("somebody@x.test", "Somebody@X.test")).isTrue();
        assertThat(rules.isEasy("maya.lindholm1", "maya.lindholm@x.test")).isTrue();
    }

    @Test
    void everyWayToAPasswordRefusesThemWithAWord() {
        try (var s = new AccountsServer()) {
            String token = s.access("easy@x.test", Role.FAN);
            var changed = s.post(
                    "/api/v1/auth/change-password",
                    Map.of("currentPassword", AccountsServer.PASSWORD, "newPassword", "Password123!"),
                    token);
            assertThat(changed.status()).isEqualTo(422);
            assertThat(changed.json()
                            .path("error")
                            .path("details")
                            .path("newPassword")
                            .toString())
                    .contains("easy to guess");
            s.post("/api/v1/auth/forgot-password", Map.of("email", "easy@x.test"), null);
            String link = s.mailedToken("easy@x.test");
            assertThat(s.post("/api/v1/auth/reset-password", Map.of("token", link, "password", "letmein12345"), null)
                            .status())
                    .isEqualTo(422);
            s.register("easy2@x.test", Role.FAN);
            assertThat(s.post(
                                    "/api/v1/auth/verify-email",
                                    Map.of("token", s.mailedToken("easy2@x.test"), "newPassword", "iloveyou1234"),
                                    null)
                            .status())
                    .isEqualTo(422);
        }
    }

    @Test
    void anOperatorsListIsBuiltByTheCommandAndCounts(@TempDir Path dir) throws IOException {
        Path list = dir.resolve("list.txt");
        Files.writeString(list, "Zaubererwort\n\nkraken\n");
        assertThat(Main.run("passwords", "build", list.toString())).isZero();
        var more = new PasswordRules(dir.resolve("list.txt.filter"));
        assertThat(more.isEasy("zaubererwort99", "")).isTrue();
        assertThat(rules.isEasy("zaubererwort99", "")).isFalse();
        Files.writeString(dir.resolve("bad"), "no filter at all");
        assertThatThrownBy(() -> new PasswordRules(dir.resolve("bad"))).isInstanceOf(ConfigException.class);
        assertThat(Main.run("passwords", "build", dir.resolve("absent").toString()))
                .isEqualTo(2);
    }

    @Test
    void aPublishedListOfHashesIsTakenAsItIs(@TempDir Path dir) throws IOException {
        Path list = dir.resolve("breached.txt");
        // Of "Blue Kettle Rain 44", seen 31 times, and of "Green Kettle Rain 44", seen twice.
        Files.writeString(
                list,
                sha1("Blue Kettle Rain 44") + ":31\r\n"
                        + sha1("Green Kettle Rain 44").toLowerCase(Locale.ROOT) + ":2\r\n");
        assertThat(Main.run("passwords", "build", list.toString())).isZero();
        var all = new PasswordRules(dir.resolve("breached.txt.filter"));
        assertThat(all.isEasy("Blue Kettle Rain 44", "")).isTrue();
        assertThat(all.isEasy("Green Kettle Rain 44", "")).isTrue();
        assertThat(all.isEasy("Red Kettle Rain 44", "")).isFalse();
        assertThat(Main.run("passwords", "build", list.toString(), "--least", "10"))
                .isZero();
        var often = new PasswordRules(dir.resolve("breached.txt.filter"));
        assertThat(often.isEasy("Blue Kettle Rain 44", "")).isTrue();
        assertThat(often.isEasy("Green Kettle Rain 44", "")).isFalse();
        Files.writeString(list, sha1("x") + "\nno hash\n");
        assertThat(Main.run("passwords", "build", list.toString())).isEqualTo(2);
        Files.writeString(list, sha1("x") + ":1\n");
        assertThat(Main.run("passwords", "build", list.toString(), "--least", "10"))
                .isEqualTo(2);
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void wordsOfThePlatformAloneAreNoPassword() {
        for (String p : List.of("Tap2-Creators-2026!", "tap2creators", "Tap2Studio#99", "creatorstudio1")) {
            assertThat(rules.isEasy(p, "a@x.test")).as(p).isTrue();
        }
        assertThat(rules.isEasy("tap2 is where my otters live", "a@x.test")).isFalse();
    }

    @Test
    void theFilterFindsAllThatWasPutIn() throws IOException {
        var words = new Random(5).ints(5_000).mapToObj(i -> "word" + i).toList();
        var out = new ByteArrayOutputStream();
        var filter = PasswordFilter.forWords(words.size());
        words.forEach(filter::add);
        filter.write(out);
        var read = PasswordFilter.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(words).allMatch(read::contains);
    }
}
