/// Tokens: signed access tokens that are checked without the database, and opaque refresh tokens that form a family.
@NullMarked
package gg.tap2.server.accounts.tokens;

import org.jspecify.annotations.NullMarked;
