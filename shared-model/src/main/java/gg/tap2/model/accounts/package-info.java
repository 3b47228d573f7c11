/// Accounts, sessions and second factors as the API speaks of them.
@NullMarked
package gg.tap2.model.accounts;

import org.jspecify.annotations.NullMarked;
