/// Monthly statements: seen offline, fetched as PDF, CSV and signed JSON, and checked without the platform.
@NullMarked
package gg.tap2.studio.statements;

import org.jspecify.annotations.NullMarked;
