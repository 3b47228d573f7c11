package gg.tap2.server.plaid;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// @param countries that the contract covers, in ISO 3166
/// @param webhook where Plaid tells of items; known once the server listens
/// @param completion where the bank's page sends the browser at the end
public record PlaidSettings(
        URI apiBase,
        String clientId,
        Secret secret,
        List<String> countries,
        Supplier<URI> webhook,
        Supplier<URI> completion) {
    /// Whose numbers payouts understand: ABA and account, or IBAN.
    private static final Set<String> SUPPORTED = Set.of(
            "US", "DE", "FR", "ES", "IT", "NL", "IE", "BE", "PT", "AT", "DK", "EE", "FI", "LT", "LV", "NO", "PL", "SE");

    /// @throws ConfigException for a country whose numbers cannot be paid to
    public PlaidSettings {
        countries = List.copyOf(countries);
        if (countries.isEmpty() || !SUPPORTED.containsAll(countries)) {
            throw new ConfigException("plaid.countries is " + String.join(",", countries) + "; it may hold "
                    + String.join(", ", new TreeSet<>(SUPPORTED))
                    + ". Accounts of other countries, such as CA and GB, are added by their numbers");
        }
    }
}
