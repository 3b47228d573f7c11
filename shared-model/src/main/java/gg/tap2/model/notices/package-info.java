/// The feed of notices, what somebody wants to be told and where, and web push.
@NullMarked
package gg.tap2.model.notices;

import org.jspecify.annotations.NullMarked;
