/// Running the platform: what admins see and do under `/api/v1/admin`. Changes go through the doors of the features
/// that own the rows; this package owns `takedowns`, `money_actions`, `platform_settings`, `setting_changes` and
/// `rate_limit_hits`. Everything done here is in the audit trail with its reason, in the transaction that does it.
@NullMarked
package gg.tap2.server.admin;

import org.jspecify.annotations.NullMarked;
