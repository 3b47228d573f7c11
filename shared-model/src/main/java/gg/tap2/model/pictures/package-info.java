/// Reading pictures as people see them, alike on the server and in the studio.
@NullMarked
package gg.tap2.model.pictures;

import org.jspecify.annotations.NullMarked;
