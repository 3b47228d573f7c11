/// Accounts: registration, signing in, sessions, second factors, Google sign-in, deletion and export.
/// Doors: [Accounts], [Sessions], [SecondFactors], [GoogleAccounts], [Privacy]. Tables: `users`, `accounts`,
/// `sessions`, `two_factor_auth`, `audit_events`, `mail_links`, `login_challenges`, `trusted_devices`, `oidc_flows`;
/// a registration also writes the first row in `creators` or `fans`.
///
/// Invariants: a refresh token, mailed link, challenge or code works once; tokens and codes are stored only as
/// hashes; no answer tells whether an address has an account; every change of the account leaves an audit event.
@NullMarked
@Owns({
    "accounts",
    "audit_events",
    "audit_sealed",
    "audit_seals",
    "browser_codes",
    "former_slugs",
    "login_challenges",
    "mail_links",
    "mailed_codes",
    "oidc_flows",
    "passkey_challenges",
    "passkeys",
    "sessions",
    "trusted_devices",
    "two_factor_auth",
    "users"
})
package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
