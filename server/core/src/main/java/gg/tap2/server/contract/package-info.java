/// What `tap2 contract` asks: one documented story for each provider, played against the provider's test account and
/// against our stand-in, with our own adapters where they make the calls. What both answered is compared by status,
/// field
/// names and JSON types. Knows nothing of the database, and of no stand-in.
@NullMarked
package gg.tap2.server.contract;

import org.jspecify.annotations.NullMarked;
