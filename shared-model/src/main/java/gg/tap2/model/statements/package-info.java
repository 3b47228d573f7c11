/// Statements of a creator's money, and how anyone checks a signed one without asking the platform.
@NullMarked
package gg.tap2.model.statements;

import org.jspecify.annotations.NullMarked;
