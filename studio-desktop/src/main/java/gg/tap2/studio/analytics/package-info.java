/// Charts from the local store.
@NullMarked
package gg.tap2.studio.analytics;

import org.jspecify.annotations.NullMarked;
