/// What the studio shows outside its window: notifications of the system and the tray icon. Either may be missing on a
/// desktop; nothing depends on them.
@NullMarked
package gg.tap2.studio.desktop;

import org.jspecify.annotations.NullMarked;
