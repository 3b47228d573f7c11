/// Accounts: registration, signing in, sessions, second factors, Google sign-in, deletion and export.
/// Doors: [Accounts], [Sessions], [SecondFactors], [GoogleAccounts], [Privacy]. Tables: `users`, `accounts`,
/// `sessions`, `two_factor_auth`, `audit_events`, `mail_links`, `login_challenges`, `trusted_devices`, `oidc_flows`;
/// a registration also writes the first row in `creators` or `fans`.
///
/// Invariants: a refresh token, mailed link, challenge or code works once; tokens and codes are stored only as
/// hashes; no answer tells whether an address has an account; every change of the account leaves an audit event.
@NullMarked
package gg.tap2.server.accounts;

import org.jspecify.annotations.NullMarked;
