/// Running the platform: what admins see and do under `/api/v1/admin`. Lists read any feature's tables,
/// because they join what no door would; changes go through the doors of the features that own the rows. This package
/// owns `takedowns`, `money_actions`, `platform_settings`, `setting_changes` and `rate_limit_hits`, and handles the
/// `content_reports` that the pages write; `ArchitectureTest` finds any other write. Everything done here is in the
/// audit trail with its reason, in the transaction that does it.
@NullMarked
@Owns({
    "admin_changes",
    "content_reports",
    "money_actions",
    "platform_settings",
    "rate_limit_hits",
    "setting_changes",
    "takedowns"
})
package gg.tap2.server.admin;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
