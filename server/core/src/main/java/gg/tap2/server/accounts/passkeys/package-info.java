/// Passkeys (WebAuthn): what browsers are asked, and what they answer. Door: [Passkeys]. Tables: `passkeys`,
/// `passkey_challenges`. Who may add or remove one, and who is told, is decided by accounts.
@NullMarked
package gg.tap2.server.accounts.passkeys;

import org.jspecify.annotations.NullMarked;
