/// Uploads straight to storage, and links that deliver files. Sizes in bytes, hashes in lower-case hex SHA-256.
@NullMarked
package gg.tap2.model.media;

import org.jspecify.annotations.NullMarked;
