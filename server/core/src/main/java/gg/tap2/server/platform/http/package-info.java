/// HTTP: the registry in which every route declares who may call it, one filter for identity and request ids, one
/// place that maps errors.
@NullMarked
@Owns("idempotency_keys")
package gg.tap2.server.platform.http;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
