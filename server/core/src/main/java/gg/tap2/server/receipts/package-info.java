/// Receipts: derived from payments and refunds, with the business details that buyers and sellers give.
@NullMarked
@Owns({"receipt_details", "seller_details"})
package gg.tap2.server.receipts;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
