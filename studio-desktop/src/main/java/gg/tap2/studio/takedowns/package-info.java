/// What the platform took down, and the creator's word on it.
@NullMarked
package gg.tap2.studio.takedowns;

import org.jspecify.annotations.NullMarked;
