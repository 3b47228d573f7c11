/// Object storage, reached only through AWS SDK v2 and presigned URLs.
@NullMarked
package gg.tap2.server.s3;

import org.jspecify.annotations.NullMarked;
