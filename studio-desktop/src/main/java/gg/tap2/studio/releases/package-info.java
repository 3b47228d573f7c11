/// Newer studios: told, never installed by themselves.
@org.jspecify.annotations.NullMarked
package gg.tap2.studio.releases;
