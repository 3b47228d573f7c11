/// A real S3 API (S3Proxy) on a folder, in this process or in one of its own.
@NullMarked
package gg.tap2.server.sandbox.storage;

import org.jspecify.annotations.NullMarked;
