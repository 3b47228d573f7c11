/// Tokens in the operating system's keychain, or in an encrypted file that only the user can read.
@NullMarked
package gg.tap2.studio.secrets;

import org.jspecify.annotations.NullMarked;
