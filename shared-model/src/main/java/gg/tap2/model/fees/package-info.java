/// The one fee policy: the server books with it, the studio's simulator shows it.
@NullMarked
package gg.tap2.model.fees;

import org.jspecify.annotations.NullMarked;
