/// The studio's side of the HTTP contract: one client with token refresh, retries, ETags, idempotency keys and
/// typed failures. No JavaFX.
@NullMarked
package gg.tap2.studio.api;

import org.jspecify.annotations.NullMarked;
