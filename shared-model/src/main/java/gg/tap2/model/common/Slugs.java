package gg.tap2.model.common;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Rules of the creator's address `@slug`: 3–40 of `a-z 0-9 -`, starting and ending with a letter or digit.
/// Words that are routes can never be slugs.
public final class Slugs {
    public static final Pattern PATTERN = Pattern.compile("[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]");
    /// Words of routes (`SlugsTest` compares them with the route table) and words by which a page could pass for the
    /// platform.
    private static final Set<String> RESERVED =
            Arrays.stream("""
            about abuse account accounts adjustments admin administrator advertise affiliate affiliates analytics android
            answers api app apple apps archive assets auth author balance bank bank-accounts bank-connected bank-linked beta
            billing blog brand bug bugs business business-details buyers career careers cdn changelog changes checkout claim
            coins community confirm contact copyright coupons creators currency customer customers dashboard dev developer
            developers directory disclosure discounts discover discovery disputes dl docs download downloads email error
            events evidence example exports faq fans favicon fees feed finance followers following forgot forgot-password fraud freeze-payouts
            ftp csp csp-report csp-reports
            goals google guidelines health help history home hostmaster icon icon-192 icon-512 icons img imprint info invoice invoices ios
            jobs join key keys lang learn legal library link links live localhost login logout mail manifest me media
            message messages metrics mobile moderator my new news noreply no-reply not-me notices notifications null oauth
            offers official offline og orders owner page pages pay payment payment-methods payments payout payouts plans postmaster press
            pricing privacy product products profile profiles public purchases receipts refund refunds register rehearsal
            rehearsals releases report reports reset reset-password robots root rules safety sales sandbox search secure
            security service services sessions settings shop signin sign-in signup sign-up sitemap slug staff static
            statement statement-keys statements status step-up store stripe studio subscribers subscriptions subscription suggestions support
            sw system takedowns tap2 tap2-creators tap2creators team teams terms test thanks theme themes tickets tier
            tiers tip tips tour trust trust-and-safety undefined undo unsubscribe updates uploads user users verified
            verify verify-email webhooks webmaster welcome well-known wiki www""".strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> RESERVED_SKELETONS =
            RESERVED.stream().map(Slugs::skeleton).collect(Collectors.toUnmodifiableSet());

    /// Where a slug has the digit 1, it may be read as an i as well.
    private static final Set<String> RESERVED_WITHOUT_I =
            RESERVED.stream().map(Slugs::withoutI).collect(Collectors.toUnmodifiableSet());

    /// Words that no page carries beside others, such as in `tap2-support`.
    private static final Set<String> PLATFORM = Set.of("tap2");

    private Slugs() {}

    public static boolean isReserved(String slug) {
        return RESERVED_SKELETONS.contains(skeleton(slug))
                || (slug.indexOf('1') >= 0 && RESERVED_WITHOUT_I.contains(withoutI(slug)))
                || Arrays.stream(slug.split("-")).map(Slugs::skeleton).anyMatch(PLATFORM::contains);
    }

    private static String withoutI(String slug) {
        return skeleton(slug).replace('i', 'l');
    }

    /// How a slug looks at a glance: two with the same skeleton are easily taken for each other.
    public static String skeleton(String slug) {
        return slug.replace('0', 'o').replace('1', 'l').replace("rn", "m").replace("vv", "w");
    }

    public static boolean isValid(String slug) {
        return PATTERN.matcher(slug).matches() && !isReserved(slug);
    }

    /// A valid-looking slug from a display name; empty when nothing usable remains.
    public static String suggest(String displayName) {
        String ascii = java.text.Normalizer.normalize(displayName, java.text.Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return ascii.length() > 40 ? ascii.substring(0, 40).replaceAll("-+$", "") : ascii;
    }
}
