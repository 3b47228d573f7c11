/// Stand-in for Wise Platform: quotes, recipients, transfers, their payment from a balance, and signed webhooks. It
/// refuses what Wise's documentation says that it refuses (https://docs.wise.com, "Error Handling" and the API
/// reference), and unknown fields besides, which nobody has seen Wise refuse.
@NullMarked
package gg.tap2.server.sandbox.wise;

import org.jspecify.annotations.NullMarked;
