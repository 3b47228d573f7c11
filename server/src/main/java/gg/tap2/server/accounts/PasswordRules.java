package gg.tap2.server.accounts;

import gg.tap2.server.platform.http.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a password must not be. There are no rules about digits or symbols; length counts.
final class PasswordRules {
    private static final Set<String> COMMON = load();

    private PasswordRules() {}

    /// @throws ApiException 422 for a password that attackers try first
    static void check(String field, String password, String email) {
        String p = password.toLowerCase(Locale.ROOT);
        String name = email.toLowerCase(Locale.ROOT);
        int at = name.indexOf('@');
        boolean fewLetters = p.chars().distinct().count() < 4;
        boolean isName = !name.isEmpty()
                && (p.equals(name) || (at > 4 && p.startsWith(name.substring(0, at)) && p.length() - at < 4));
        if (fewLetters || isName || COMMON.contains(p)) {
            throw ApiException.invalid(field, "password_common");
        }
    }

    private static Set<String> load() {
        try (var in = PasswordRules.class.getResourceAsStream("/accounts/common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.txt is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
