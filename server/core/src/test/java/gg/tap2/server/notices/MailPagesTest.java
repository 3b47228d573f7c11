package gg.tap2.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.i18n.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every mail in every language as its readers get it. `-Dmail.samples=FOLDER` writes them for looking at.
class MailPagesTest {
    /// Gmail cuts what is longer.
    private static final int GMAIL = 102_000;

    private static Set<String> templates() {
        var names = new TreeSet<String>();
        for (String bundle : Texts.BUNDLES) {
            for (String key : Texts.load(bundle, Locale.ENGLISH).stringPropertyNames()) {
                if (key.startsWith("mail.") && key.endsWith(".subject")) {
                    names.add(key.substring(5, key.length() - 8));
                }
            }
        }
        return names;
    }

    private static MailText mail(String template, String language, String word) {
        var texts = new Texts();
        var mail = MailMessage.of(
                "a@b.test",
                template,
                Locale.of(language),
                Collections.nCopies(12, word).toArray(String[]::new));
        // Some tell what happened and lead nowhere.
        String action = "mail." + template + ".action";
        boolean leads = !texts.get(Locale.ENGLISH, action).equals(action);
        return MailText.of(
                texts, leads ? mail.withLink("https://tap2.example/library/" + "0123456789abcdef".repeat(8)) : mail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void everyMailIsWholeInEveryReader(String language) throws IOException {
        assertThat(templates()).hasSizeGreaterThan(20);
        String folder = System.getProperty("mail.samples");
        for (String template : templates()) {
            MailText mail = mail(template, language, "فرش المطر 2");
            assertThat(mail.html())
                    .as(template)
                    .contains(
                            "lang=\"" + language + "\"", "<p dir=\"auto\"", "color-scheme", "prefers-color-scheme:dark")
                    .doesNotContain("mail." + template, "mail.footer", "{0}", "{1}");
            assertThat(mail.text()).as(template).doesNotContain("mail." + template, "{0}", "<p", "&amp;");
            if (folder != null) {
                Files.createDirectories(Path.of(folder));
                Files.writeString(
                        Path.of(folder, template + "_" + language + ".html"),
                        mail(template, language, "Rain brushes").html());
            }
        }
    }

    /// The longest message of a creator, of letters that take most room.
    @ParameterizedTest
    @ValueSource(strings = {"\"", "雨", "👩"})
    void theLongestMessageIsNotCut(String letter) {
        String text = letter.repeat(gg.tap2.model.messages.SendMessage.MAX_TEXT / letter.length());
        String html = MailText.of(
                        new Texts(),
                        MailMessage.of("a@b.test", "creator_message", Locale.GERMAN, "A", "B", text)
                                .withLink("https://tap2.example/x"))
                .html();
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(GMAIL);
    }
}
