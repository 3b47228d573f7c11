/// Members and buyers.
@NullMarked
package gg.tap2.studio.subscribers;

import org.jspecify.annotations.NullMarked;
