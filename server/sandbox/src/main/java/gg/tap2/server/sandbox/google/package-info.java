/// Stand-in for Google sign-in: an OpenID Connect provider with sandbox people.
@NullMarked
package gg.tap2.server.sandbox.google;

import org.jspecify.annotations.NullMarked;
