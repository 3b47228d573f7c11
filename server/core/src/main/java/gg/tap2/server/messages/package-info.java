/// What creators write to their fans: members, a tier, buyers, owners of a product, or one person. Who gets a message
/// is
/// fixed when it is sent; each recipient is one event, told by `notices` as that person wants it. Guests, who have no
/// account to say no with, are left out. Tables `creator_messages`, `creator_message_recipients`.
@NullMarked
@Owns({"creator_message_recipients", "creator_messages"})
package gg.tap2.server.messages;

import gg.tap2.server.platform.db.Owns;
import org.jspecify.annotations.NullMarked;
