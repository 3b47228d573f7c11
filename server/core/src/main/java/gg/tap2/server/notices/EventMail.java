package gg.tap2.server.notices;

/// A mail that an event makes, and what it is about: people turn off what they do not want by that.
record EventMail(NoticeGroup group, MailMessage message) {
    /// One that everybody gets whom it concerns, also at an address that bounced before.
    static EventMail always(MailMessage message) {
        return new EventMail(NoticeGroup.SECURITY, message);
    }
}
