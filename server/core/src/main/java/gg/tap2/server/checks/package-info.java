/// `tap2 config check --live`: asks every provider that is set for real what the platform will need of it,
/// and says for
/// each refusal what to do. Moves no money, sends no mail unless told to, and leaves nothing behind. Owns
/// no tables.
@NullMarked
package gg.tap2.server.checks;

import org.jspecify.annotations.NullMarked;
