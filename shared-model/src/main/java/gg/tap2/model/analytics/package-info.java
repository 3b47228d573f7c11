/// A creator's numbers: UTC days, minor units, equal to the ledger by construction.
@NullMarked
package gg.tap2.model.analytics;

import org.jspecify.annotations.NullMarked;
