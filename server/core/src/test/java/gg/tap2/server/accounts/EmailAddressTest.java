package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// One rule for an address, at every entrance; what it makes, mail carries and databases compare.
final class EmailAddressTest {
    /// No addresses, or another one in disguise.
    static final List<String> REFUSED = List.of(
            "user@x.test,",
            "user@x.test;",
            "user@x.test>",
            "<user@x.test>",
            "Name<user@x.test>",
            "a..b@x.test",
            ".lead@x.test",
            "trail.@x.test",
            "user@-x.test",
            "user@x-.test",
            "user@x_y.test",
            "user@x..test",
            "user@.test",
            "user@test",
            "user@127.0.0.1",
            "user@[127.0.0.1]",
            "user@x.test.",
            "nb\u00a0@x.test",
            "zw\u200b@x.test",
            "\ufeffbom@x.test",
            "rlm\u200f@x.test",
            "soft\u00adhy@x.test",
            "v\u0130ctim@shop.test",
            "Ţůb@x.test",
            "v\u0140z\u012etest\u013e\u010d\u010aDATA@x.test",
            "a\r\nDATA@x.test",
            "a@x.test\r\nDATA",
            "a@x.test\u0000",
            "\"quoted\"@x.test",
            "a@b@x.test",
            "müller@example.test",
            "user@a\u200db.test",
            "user@a\u00adb.test",
            "user@\u0130stanbul.test",
            "user@STRA\u1E9EE.test",
            "user@xn--a.test",
            "user@xn--strasse-.test",
            "user@xn--zzzzzzzzzzz99.test",
            "user@xn--ls8h.test",
            "user@☃.test",
            "user@אa.test",
            "user@a--b" + "c".repeat(60) + ".test",
            "u".repeat(65) + "@x.test",
            "u@" + "d".repeat(63) + "." + "d".repeat(63) + "." + "d".repeat(63) + "." + "d".repeat(63) + ".test");

    @Test
    void whatIsNoAddressIsRefused() {
        for (String typed : REFUSED) {
            assertThat(EmailAddress.flaw(typed)).as(typed).isPresent();
        }
    }

    /// The A-labels are those of ICU 77.
    @Test
    void domainsBecomeALabels() {
        Map<String, String> known = Map.of(
                "user@straße.test", "user@xn--strae-oqa.test",
                "user@Ÿ.test", "user@xn--wda.test",
                "user@пример.test", "user@xn--e1afmkfd.test",
                "User@EXÄMPLE.Test", "User@xn--exmple-cua.test",
                "a@βόλος.test", "a@xn--nxasmm1c.test",
                "a@ΒΌΛΟΣ.test", "a@xn--nxasmq6b.test",
                "a@例え。テスト", "a@xn--r8jz45g.xn--zckzah",
                "a@ｅｘａｍｐｌｅ.test", "a@example.test",
                "plus+tag@xn--exmple-cua.test", "plus+tag@xn--exmple-cua.test",
                "  o'brien@x.test ", "o'brien@x.test");
        known.forEach((typed, mailed) ->
                assertThat(EmailAddress.of(typed).text()).as(typed).isEqualTo(mailed));
        assertThat(EmailAddress.same("A.B@EXÄMPLE.test", "a.b@xn--exmple-cua.TEST"))
                .isTrue();
        assertThat(EmailAddress.same("a@strasse.test", "a@straße.test")).isFalse();
    }

    @Test
    void whateverIsTakenIsPrintableAndStaysTheSameWhenReadAgain() {
        var random = new Random(7);
        try (var db = TestDatabase.open()) {
            int taken = 0;
            for (int i = 0; i < 200_000; i++) {
                String typed = random(random, 6) + "@" + random(random, 6) + "." + random(random, 4);
                var read = EmailAddress.find(typed);
                if (read.isEmpty()) {
                    continue;
                }
                taken++;
                String text = read.get().text();
                assertThat(text.chars()).as(typed).allMatch(c -> c >= 0x21 && c <= 0x7E);
                assertThat(EmailAddress.of(text)).isEqualTo(read.get());
                if (taken % 200 == 0) {
                    String key = db.read(tx -> tx.sql("SELECT lower(CAST(:mail AS text) COLLATE \"C\") AS k")
                            .set("mail", text)
                            .one(r -> r.text("k")));
                    assertThat(key).isEqualTo(read.get().key());
                }
            }
            assertThat(taken).isGreaterThan(1_000);
        }
    }

    private static String random(Random r, int most) {
        var out = new StringBuilder();
        int base = r.nextInt(3) == 0 ? r.nextInt(0x2100) : 'a';
        for (int i = 1 + r.nextInt(most); i > 0; i--) {
            out.appendCodePoint(r.nextInt(8) == 0 ? r.nextInt(0x250) : base + r.nextInt(26));
        }
        return out.toString();
    }

    @Test
    void everyEntranceUsesTheRule() {
        try (var s = new AccountsServer()) {
            String token = s.access("somebody@x.test", Role.FAN);
            for (String typed : REFUSED) {
                if (typed.indexOf('\0') >= 0) {
                    continue;
                }
                assertThat(s.register(typed, Role.FAN).status()).as(typed).isEqualTo(422);
                assertThat(s.post("/api/v1/auth/change-email", Map.of("email", typed, "password", "x"), token)
                                .status())
                        .as(typed)
                        .isEqualTo(422);
                assertThat(s.post("/api/v1/auth/forgot-password", Map.of("email", typed), null)
                                .status())
                        .as(typed)
                        .isEqualTo(422);
            }
            long to = s.db.read(
                    tx -> tx.sql("SELECT count(*) AS n FROM outbox_mails WHERE to_address <> 'somebody@x.test'")
                            .one(r -> r.number("n")));
            assertThat(to).isZero();
        }
    }

    @Test
    void oneMailboxIsOneAccountInWhateverSpelling() {
        try (var s = new AccountsServer()) {
            assertThat(s.register("Ann@EXÄMPLE.test", Role.FAN).status()).isEqualTo(201);
            assertThat(s.register("ann@xn--exmple-cua.test", Role.FAN).status()).isEqualTo(201);
            assertThat(s.mails("Ann@xn--exmple-cua.test").getFirst()).contains("already");
            assertThat(s.login("ANN@exämple.test", AccountsServer.PASSWORD).status())
                    .isEqualTo(200);
        }
    }
}
