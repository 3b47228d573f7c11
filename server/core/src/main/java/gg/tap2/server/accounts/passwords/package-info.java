/// Passwords that attackers try first, as a set that tells nobody what is in it and asks nobody.
@NullMarked
package gg.tap2.server.accounts.passwords;

import org.jspecify.annotations.NullMarked;
