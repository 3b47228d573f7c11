/// Messages to fans: the list of what was sent, and the dialog that writes one.
@NullMarked
package gg.tap2.studio.messages;

import org.jspecify.annotations.NullMarked;
