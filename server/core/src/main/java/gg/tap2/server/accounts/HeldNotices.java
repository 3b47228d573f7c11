package gg.tap2.server.accounts;

import gg.tap2.server.notices.NoticeData;
import gg.tap2.server.platform.db.Tx;
import java.util.UUID;

/// Notices cannot know accounts, which send them; here their part of a person's data joins the others'.
final class HeldNotices implements PersonalData {
    private final NoticeData notices = new NoticeData();

    @Override
    public String name() {
        return "notices";
    }

    @Override
    public Object export(Tx tx, UUID userId) {
        return notices.export(tx, userId);
    }

    @Override
    public void anonymise(Tx tx, UUID userId) {
        notices.forget(tx, userId);
    }
}
