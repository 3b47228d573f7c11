/// What has no domain word: JSON settings, application folders.
@NullMarked
package gg.tap2.studio.platform;

import org.jspecify.annotations.NullMarked;
