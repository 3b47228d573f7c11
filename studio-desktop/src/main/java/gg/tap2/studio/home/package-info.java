/// Today at a glance: balance, releases, live sales, to-dos.
@NullMarked
package gg.tap2.studio.home;

import org.jspecify.annotations.NullMarked;
