/// Texts for people, in English and German, one pair of bundles per feature under `i18n/`.
@NullMarked
package gg.tap2.server.platform.i18n;

import org.jspecify.annotations.NullMarked;
