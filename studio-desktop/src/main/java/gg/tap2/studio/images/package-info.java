/// Pictures before they are uploaded: cropping to the frame that fans see them in.
@NullMarked
package gg.tap2.studio.images;

import org.jspecify.annotations.NullMarked;
