/// The contract that server and studio compile against.
@NullMarked
package gg.tap2.model;

import org.jspecify.annotations.NullMarked;
