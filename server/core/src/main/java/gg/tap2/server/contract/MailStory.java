package gg.tap2.server.contract;

import gg.tap2.server.notices.MailProbe;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.List;
import java.util.Map;

/// A relay is asked whether it lets us in, and would take a mail from us. None is sent.
///
/// Source: RFC 5321, section 4.2; RFC 4954, section 6
final class MailStory implements Story {
    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public List<String> keys() {
        return List.of("SMTP_URL", "SMTP_FROM", "SMTP_TO");
    }

    @Override
    public String home() {
        return "smtp:relay";
    }

    @Override
    public void play(Target t, Notes notes) {
        String url = t.value("SMTP_URL");
        asked(t, notes, "our sender to the operator", url, "taken");
        asked(t, notes, "a password that is none", url.replaceFirst(":[^:@/]+@", ":none@"), "CONNECTION");
        asked(t, notes, "a port where nobody is", "smtp://127.0.0.1:1", "CONNECTION");
    }

    private static void asked(Target t, Notes notes, String name, String url, String documented) {
        notes.step(name, "ok", () -> {
            var config =
                    ServerConfig.load(null, Map.of(), Map.of(Key.SMTP_URL, url, Key.MAIL_FROM, t.value("SMTP_FROM")));
            var answer = MailProbe.ask(config, Key.SMTP_URL, t.value("SMTP_TO"), false);
            String end = answer.taken() ? "taken" : answer.whose().name();
            notes.require(end.equals(documented), name + ": " + end + " (" + answer.word() + ")");
            return end;
        });
    }
}
