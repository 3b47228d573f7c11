/// Documents as PDF.
@org.jspecify.annotations.NullMarked
package gg.tap2.server.platform.paper;
