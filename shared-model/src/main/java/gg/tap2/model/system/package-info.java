/// What the programs say about themselves.
@org.jspecify.annotations.NullMarked
package gg.tap2.model.system;
