package gg.tap2.server.notices;

import gg.tap2.server.events.BankAccountEvent;
import gg.tap2.server.events.DisputeEvent;
import gg.tap2.server.events.Event;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.events.FeesChanged;
import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.events.ModerationEvent;
import gg.tap2.server.events.PayoutEvent;
import gg.tap2.server.events.PurchaseEvent;
import gg.tap2.server.events.RefundEvent;
import gg.tap2.server.events.SaleEvent;
import gg.tap2.server.platform.i18n.Texts;
import java.util.List;

/// What an event says to whom: mails in each reader's language, and lines of feeds, which become pushes and the daily
/// digest. No switch over events here or in the classes that this one asks has a `default`: a new event without its
/// answers does not compile.
final class EventNotices {
    private final SaleNotices sales;
    private final MoneyBackNotices moneyBack;
    private final MembershipNotices memberships;
    private final NewsNotices news;
    private final PurchaseNotices purchases;
    private final PayoutNotices payouts;
    private final ModerationNotices moderation = new ModerationNotices();
    private final FeesNotices fees = new FeesNotices();

    EventNotices(Texts texts, NoticeLinks links) {
        this.sales = new SaleNotices(links);
        this.moneyBack = new MoneyBackNotices(texts, links);
        this.memberships = new MembershipNotices(links);
        this.news = new NewsNotices(links);
        this.purchases = new PurchaseNotices(links);
        this.payouts = new PayoutNotices(links);
    }

    List<EventMail> mails(Telling t, Event event) {
        return switch (event) {
            case SaleEvent e -> sales.mails(t, e);
            case RefundEvent e -> moneyBack.mails(t, e);
            case DisputeEvent e -> moneyBack.mails(t, e);
            case MembershipEvent e -> memberships.mails(t, e);
            case FanNews e -> news.mails(t, e);
            case PayoutEvent e -> payouts.mails(t, e);
            case BankAccountEvent e -> payouts.mails(t, e);
            case ModerationEvent e -> moderation.mails(t, e);
            case PurchaseEvent e -> purchases.mails(t, e);
            case FeesChanged e -> fees.mails(t, e);
        };
    }

    List<FeedLine> lines(Telling t, Event event) {
        return switch (event) {
            case SaleEvent e -> sales.lines(t, e);
            case RefundEvent e -> moneyBack.lines(t, e);
            case DisputeEvent e -> moneyBack.lines(t, e);
            case MembershipEvent e -> memberships.lines(t, e);
            case FanNews e -> news.lines(t, e);
            case PayoutEvent e -> payouts.lines(t, e);
            case BankAccountEvent e -> payouts.lines(t, e);
            case ModerationEvent e -> moderation.lines(t, e);
            case PurchaseEvent e -> purchases.lines(t, e);
            case FeesChanged e -> fees.lines(t, e);
        };
    }
}
