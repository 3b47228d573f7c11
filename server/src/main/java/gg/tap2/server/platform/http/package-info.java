/// HTTP: the registry in which every route declares who may call it, one filter for identity and request ids, one
/// place that maps errors.
@NullMarked
package gg.tap2.server.platform.http;

import org.jspecify.annotations.NullMarked;
