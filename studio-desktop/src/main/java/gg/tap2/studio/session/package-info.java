/// A signed-in account: its API client, store, sync and uploads. Screens are given one.
@NullMarked
package gg.tap2.studio.session;

import org.jspecify.annotations.NullMarked;
