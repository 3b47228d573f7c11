/// What fans own or may open, and how the files reach them.
@NullMarked
@Owns({"download_links", "download_log", "download_sessions", "lesson_progress", "payment_links"})
package gg.tap2.server.library;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
