/// What admins see and do. Lists page by keyset: `meta.nextCursor` goes into the next request as `cursor`.
@NullMarked
package gg.tap2.model.admin;

import org.jspecify.annotations.NullMarked;
