/// What creators see of their numbers. Money comes from `daily_metrics`, which the ledger writes with each journal;
/// members from `subscriptions`; views from `page_views_daily`, which is ours together with `page_visitors` and
/// `view_salts`. Everything is by UTC day. Reads go to the replica where one is configured.
@NullMarked
package gg.tap2.server.analytics;

import org.jspecify.annotations.NullMarked;
