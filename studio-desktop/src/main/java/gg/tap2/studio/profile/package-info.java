/// The creator's page.
@NullMarked
package gg.tap2.studio.profile;

import org.jspecify.annotations.NullMarked;
