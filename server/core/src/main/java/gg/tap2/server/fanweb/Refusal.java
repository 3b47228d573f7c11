package gg.tap2.server.fanweb;

import gg.tap2.server.platform.http.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A form that was refused, told in that form: the message stands at its field, the part of the page that holds the
/// form is open, the first wrong field has the focus, and what was typed is still there, but for secrets. A form is
/// known by the address that it is sent to; where several have one address, by something behind it.
///
/// It also knows what the page has shown, so that no message is lost: what no field took stands above the form's
/// button, and what no form took at the top of the page.
public final class Refusal {
    /// What the rules of a request call a field that its form calls otherwise.
    private static final Map<String, String> NAMES = Map.of(
            "guestEmail",
            "email",
            "guestName",
            "name",
            "displayName",
            "name",
            "discountCode",
            "code",
            "newPassword",
            "new",
            "currentPassword",
            "password",
            "paymentMethodId",
            "card");
    private static final Map<String, List<String>> FIELDS_OF_CODES = Map.of(
            "confirmation_wrong",
            List.of("password", "mailCode", "code"),
            "second_factor_needed",
            List.of("code"),
            "mail_code_needed",
            List.of("mailCode"));

    private final Call call;
    private final String form;
    private final String message;
    private final Map<String, String> wrong = new LinkedHashMap<>();
    private final List<String> anyOf;
    private final Map<String, String> open = new HashMap<>();
    private boolean shown;

    Refusal(Call call, String form, String message, String code, Map<String, List<String>> fields) {
        this.call = call;
        this.form = form;
        this.message = message;
        fields.forEach((name, words) -> wrong.put(NAMES.getOrDefault(name, name), String.join(" ", words)));
        anyOf = FIELDS_OF_CODES.getOrDefault(code, List.of());
        open.putAll(wrong);
    }

    String message() {
        return message;
    }

    boolean of(String other) {
        return form.equals(other);
    }

    boolean isShown() {
        return shown;
    }

    /// What is wrong with a field, which shows it then; empty when nothing is.
    String at(String other, String field) {
        if (!of(other)) {
            return "";
        }
        if (wrong.isEmpty() && !shown && anyOf.contains(field)) {
            shown = true;
            return message;
        }
        String words = wrong.getOrDefault(field, "");
        shown |= !words.isEmpty();
        open.remove(field);
        return words;
    }

    /// What no field has shown, for the place above the button; empty when nothing is left.
    String rest(String other) {
        if (!of(other) || shown && open.isEmpty()) {
            return "";
        }
        var words = new ArrayList<>(open.values());
        open.clear();
        shown = true;
        return words.isEmpty() ? message : String.join(" ", words);
    }

    @Nullable
    String typed(String other, String field) {
        return of(other) ? call.field(field).orElse("") : null;
    }

    /// The page is drawn anew.
    void again() {
        open.putAll(wrong);
        shown = false;
    }
}
