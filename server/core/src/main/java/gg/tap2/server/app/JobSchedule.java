package gg.tap2.server.app;

import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.accounts.AuditSeals;
import gg.tap2.server.admin.AdminFeature;
import gg.tap2.server.analytics.AnalyticsFeature;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.Inbox;
import gg.tap2.server.evidence.EvidenceFeature;
import gg.tap2.server.jobs.JobHistory;
import gg.tap2.server.jobs.Jobs;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.media.MediaFeature;
import gg.tap2.server.notices.MailSender;
import gg.tap2.server.notices.NoticesFeature;
import gg.tap2.server.payouts.PayoutsFeature;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which work is done when, on one of the servers at a time. Times of day are UTC.
record JobSchedule(
        Db db,
        InstantSource clock,
        String server,
        Ledger ledger,
        AccountsFeature accounts,
        BillingFeature billing,
        PayoutsFeature payouts,
        MediaFeature media,
        AnalyticsFeature analytics,
        NoticesFeature notices,
        MailSender mail,
        EvidenceFeature evidence,
        AdminFeature admin) {
    private static final Logger LOG = LoggerFactory.getLogger(JobSchedule.class);
    private static final int EVENTS_AT_ONCE = 2_000;

    void fill(Jobs jobs) {
        var history = new JobHistory(db, clock, server);
        jobs.history(history);
        jobs.daily(LocalTime.of(3, 40), "job-history-forget", history::forget);
        jobs.every(Duration.ofSeconds(30), "rate-limit-hits", admin::tidy);
        jobs.every(Duration.ofSeconds(30), "maturity", () -> {
            while (ledger.matureDue(db, 200) == 200) {
                LOG.debug("more to mature");
            }
        });
        jobs.every(Duration.ofSeconds(10), "fee-true-up", billing.jobs()::trueUpFees);
        jobs.every(Duration.ofMinutes(1), "payment-sweeper", billing.jobs()::sweep);
        jobs.every(Duration.ofMinutes(1), "refund-sweeper", billing.refunds()::sweep);
        jobs.every(Duration.ofMinutes(30), "dispute-answers", evidence.evidence()::answerLate);
        jobs.every(Duration.ofMinutes(5), "subscription-sweeper", billing.subscriptions()::sweep);
        jobs.every(Duration.ofHours(1), "popularity", billing.popularity()::run);
        jobs.every(Duration.ofHours(6), "renewal-notices", billing.renewals()::run);
        jobs.every(Duration.ofMinutes(1), "suspended-creators", billing.suspended()::sweep);
        jobs.every(Duration.ofSeconds(15), "payouts-tidy", payouts.sending()::tidy);
        jobs.every(Duration.ofHours(1), "bank-links-tidy", payouts.bankLinks()::tidy);
        jobs.daily(LocalTime.MIDNIGHT, "auto-payouts", () -> {
            if (admin.settings().autoPayouts()) {
                payouts.autoPayouts().run();
            }
        });
        jobs.daily(LocalTime.of(0, 45), "payout-reconciliation", payouts.reconciliation()::run);
        jobs.every(Duration.ofHours(1), "charge-reconciliation", billing.reconciliation()::run);
        jobs.every(Duration.ofMinutes(1), "auto-payouts-resume", () -> {
            // An admin who switches the runs off in an emergency stops the one under way too.
            if (admin.settings().autoPayouts()) {
                payouts.autoPayouts().resume();
            }
        });
        jobs.every(Duration.ofMinutes(1), "uploads-tidy", media.uploads()::tidy);
        jobs.every(Duration.ofSeconds(20), "mail", mail::drain);
        jobs.every(Duration.ofHours(6), "self-check", () -> {
            var report = new LedgerCheck(db).run();
            report.differences().forEach(d -> LOG.error("self-check: {}", d));
            var trail = new AuditSeals(db, clock).differences();
            trail.forEach(d -> LOG.error("self-check: {}", d));
            int wrong = report.differences().size() + trail.size();
            if (wrong > 0) {
                // A failed run is what alarms: the metric of failing jobs, the admins' overview, and the alert rule.
                throw new IllegalStateException("the ledger or the audit trail differs in " + wrong + " places");
            }
        });
        jobs.every(Duration.ofMinutes(1), "audit-seals", new AuditSeals(db, clock)::seal);
        jobs.daily(LocalTime.of(3, 0), "accounts-clean", accounts::clean);
        jobs.every(Duration.ofHours(1), "accounts-delete", accounts.privacy()::deleteDue);
        jobs.every(Duration.ofHours(1), "customers-forget", billing.fans()::forgetDeleted);
        jobs.every(Duration.ofDays(30), "signing-keys", accounts::rotateSigningKeys);
        jobs.daily(LocalTime.of(0, 10), "page-views-forget", analytics.views()::forget);
        jobs.every(Duration.ofSeconds(30), "pushes", notices.pushes()::drain);
        jobs.daily(LocalTime.of(7, 0), "digest", notices.digest()::run);
        jobs.daily(LocalTime.of(3, 20), "feed-forget", notices.feed()::forget);
        jobs.daily(LocalTime.of(3, 50), "webhooks-forget", this::forgetEvents);
    }

    private void forgetEvents() {
        int gone;
        do {
            gone = db.inTransaction(
                    tx -> billing.inbox().forget(tx, clock.instant().minus(Inbox.KEPT), EVENTS_AT_ONCE));
        } while (gone == EVENTS_AT_ONCE);
    }
}
