/// What creators see of their numbers. Money comes from `daily_metrics`, which the ledger writes with each journal;
/// members from `subscriptions`; views from `page_views_daily`, which is ours together with `page_visitors` and
/// `view_salts`. Everything is by UTC day. Reads go to the replica where one is configured.
@NullMarked
@Owns({"page_views_daily", "page_visitors", "view_salts"})
package gg.tap2.server.analytics;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
