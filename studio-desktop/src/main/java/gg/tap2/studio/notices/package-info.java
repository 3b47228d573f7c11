/// What the platform tells this account: the list behind the bell, and which of it is new.
@NullMarked
package gg.tap2.studio.notices;

import org.jspecify.annotations.NullMarked;
