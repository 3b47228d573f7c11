package gg.tap2.server.accounts;

import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.accounts.passwords.PasswordFilter;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.http.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a password must not be: one of those that attackers try first, or such a one with a few digits and signs
/// added, or one made of the words of this platform and of the account itself. There are no rules about which
/// characters it has; length counts. Nobody outside is asked.
final class PasswordRules {
    private static final PasswordFilter SHIPPED = shipped();
    /// One of the words, and anything that is no letter.
    private static final Pattern PLATFORM = Pattern.compile(
            "(?:[^\\p{L}]*(?:membership|password|passwort|creators|creator|studio|tap|pay))+[^\\p{L}]*");

    /// A word of three letters is in every longer password.
    private static final int SHORTEST_CORE = 4;
    private static final int MOST_ADDED = 8;

    private final List<PasswordFilter> filters = new ArrayList<>(List.of(SHIPPED));

    /// @param more a filter made by `tap2 passwords build`, beside the one that is shipped
    PasswordRules(@Nullable Path more) {
        if (more != null) {
            try (var in = Files.newInputStream(more)) {
                filters.add(PasswordFilter.read(in));
            } catch (IOException e) {
                throw new ConfigException("passwords.file cannot be read: " + e.getMessage());
            }
        }
    }

    /// @throws ApiException 422 for a password that attackers try first
    void check(String field, String password, String email) {
        if (isEasy(password, email)) {
            throw ApiException.invalid(field, "password_common");
        }
    }

    boolean isEasy(String password, String email) {
        String p = PasswordFilter.normal(password).strip();
        if (p.chars().distinct().count() < 4) {
            return true;
        }
        String name = EmailAddress.keyOf(email);
        int at = name.indexOf('@');
        String local = at > 0 ? name.substring(0, at) : "";
        boolean isName =
                p.equals(name) || (local.length() > 3 && p.startsWith(local) && p.length() - local.length() < 4);
        // A set of breached passwords holds them as they were typed.
        return isName
                || isKnown(password)
                || PLATFORM.matcher(p).matches()
                || variants(p).stream().anyMatch(this::isKnown);
    }

    private boolean isKnown(String word) {
        return filters.stream().anyMatch(f -> f.contains(word));
    }

    /// The password as it is, without what people add to reach a length or please a rule, and with letters for the
    /// signs that stand for them.
    private static Set<String> variants(String p) {
        var out = new LinkedHashSet<String>();
        for (String s : List.of(p, new StringBuilder(p).reverse().toString())) {
            out.add(s);
            out.add(letters(s));
            out.add(repeated(s));
            String core = s.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
            String tailless = s.replaceAll("[^\\p{L}]+$", "");
            String digitless = s.replaceAll("\\d+$", "");
            for (String c : List.of(core, tailless, digitless, withoutTail(s))) {
                if (c.length() >= SHORTEST_CORE && s.length() - c.length() <= MOST_ADDED) {
                    out.add(c);
                    out.add(letters(c));
                    out.add(repeated(c));
                }
            }
        }
        out.remove("");
        return out;
    }

    /// Without a tail of digits and signs, but with the signs that stand for letters within: `p@ssw0rd12!` is
    /// `p@ssw0rd`.
    private static String withoutTail(String s) {
        return s.replaceAll("[\\d!?.,;:#*+_\\-=&%/()]+$", "");
    }

    private static String letters(String s) {
        var out = new StringBuilder();
        for (char c : s.toCharArray()) {
            out.append(
                    switch (c) {
                        case '@', '4' -> 'a';
                        case '3' -> 'e';
                        case '1', '!', '|' -> 'i';
                        case '0' -> 'o';
                        case '5', '$' -> 's';
                        case '7', '+' -> 't';
                        default -> c;
                    });
        }
        return out.toString();
    }

    /// What is repeated to make the whole of it, such as `dragon` of `dragondragon`; empty when nothing is.
    private static String repeated(String s) {
        for (int n = 1; n <= s.length() / 2; n++) {
            if (s.length() % n == 0 && s.substring(0, n).repeat(s.length() / n).equals(s)) {
                return s.substring(0, n);
            }
        }
        return "";
    }

    private static PasswordFilter shipped() {
        try (var in = PasswordRules.class.getResourceAsStream("/accounts/common-passwords.filter")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.filter is missing");
            }
            return PasswordFilter.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "PasswordRules[%d filters]".formatted(filters.size()).toLowerCase(Locale.ROOT);
    }
}
