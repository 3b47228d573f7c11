package gg.tap2.studio.ui;

import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.StoreException;
import gg.tap2.studio.sync.LookOnlyException;
import gg.tap2.studio.sync.NotSentException;
import java.util.Objects;

/// Phrases failures for people: what happened, what became of the work, what to do.
public final class Failures {
    private Failures() {}

    public static String phrase(Texts texts, Exception e) {
        return switch (e) {
            case ApiFailure.Offline offline -> texts.get("common.fail.offline");
            case ApiFailure.SignedOut out -> texts.get("common.fail.signedOut");
            case ApiFailure.Unreadable other -> texts.get("common.fail.unreadable");
            case ApiFailure.Refused refused
            when refused.code().equals("email_unconfirmed") -> texts.get("common.fail.unconfirmed");
            case ApiFailure.Refused refused -> {
                var lines = new StringBuilder(Objects.requireNonNullElse(refused.getMessage(), refused.code()));
                refused.details().values().forEach(list -> lines.append('\n').append(String.join(", ", list)));
                yield lines.toString();
            }
            case NotSentException notSent ->
                texts.get(
                        "products.notSent",
                        notSent.title(),
                        notSent.isScheduled()
                                ? texts.get("products.notSentScheduled")
                                : Outbox.GONE.equals(notSent.refusal())
                                        ? texts.get("changes.goneProduct")
                                        : Objects.requireNonNullElse(
                                                notSent.refusal(), texts.get("products.notSentYet")));
            case LookOnlyException look -> texts.get("common.fail.lookOnly");
            case StoreException store when store.isDiskFull() -> texts.get("common.fail.diskFull", store.folder());
            case StoreException store -> texts.get("common.fail.store");
            default -> texts.get("common.fail.other", Objects.requireNonNullElse(e.getMessage(), e.toString()));
        };
    }
}
