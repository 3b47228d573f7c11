/// The platform's own screens, for the role admin alone: nothing of them is kept on this machine.
@NullMarked
package gg.tap2.studio.admin;

import org.jspecify.annotations.NullMarked;
