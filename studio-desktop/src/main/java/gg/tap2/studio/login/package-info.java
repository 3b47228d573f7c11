/// Signing in with password and second factor.
@NullMarked
package gg.tap2.studio.login;

import org.jspecify.annotations.NullMarked;
