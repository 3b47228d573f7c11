/// Receipts: derived from payments and refunds, with the business details that buyers and sellers give.
@org.jspecify.annotations.NullMarked
package gg.tap2.server.receipts;
