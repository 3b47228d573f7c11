/// Keys and what is done with them: encryption at rest, signatures, shared secrets, hashes of random tokens.
/// Tables: `signing_keys`, `platform_secrets`. Private parts are only ever stored encrypted.
@NullMarked
@Owns({"platform_secrets", "signing_keys"})
package gg.tap2.server.platform.crypto;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
