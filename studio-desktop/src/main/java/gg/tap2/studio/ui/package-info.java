/// Controls, theme, texts and formats that every screen shares.
@NullMarked
package gg.tap2.studio.ui;

import org.jspecify.annotations.NullMarked;
