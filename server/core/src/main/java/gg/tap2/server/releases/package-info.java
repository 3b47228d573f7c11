/// The studio's releases that this platform gives out.
@org.jspecify.annotations.NullMarked
package gg.tap2.server.releases;
