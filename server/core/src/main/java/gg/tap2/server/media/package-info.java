/// Uploads by presigned parts, and public images. Owns `uploads`.
///
/// Invariants: bytes never pass through the server on their way in; an upload becomes READY only after the stored
/// object's size, SHA-256 and content were checked; a ready object is never overwritten (every upload has its own
/// key).
@NullMarked
@Owns("uploads")
package gg.tap2.server.media;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
