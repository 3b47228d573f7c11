package gg.tap2.studio.session;

import gg.tap2.model.accounts.Me;
import gg.tap2.model.admin.Impersonation;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.FeesInForce;
import gg.tap2.studio.api.ApiClient;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.api.LiveEvents;
import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.StudioStore;
import gg.tap2.studio.sync.Edits;
import gg.tap2.studio.sync.Sync;
import gg.tap2.studio.uploads.Uploads;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Everything of one account on one server. Closing stops sync and uploads and closes the store; nothing is lost.
/// `visit` is set while an admin looks at somebody's studio: then nothing can be changed, and nothing stays on this
/// computer.
public record Session(
        Account account,
        Me me,
        ApiClient client,
        CreatorApi api,
        StudioStore store,
        Sync sync,
        Uploads uploads,
        LiveEvents events,
        InstantSource clock,
        @Nullable Impersonation visit)
        implements AutoCloseable {
    /// What the platform keeps of a sale now, as it last told.
    public FeePolicy fees() {
        return store.documents()
                .find(Documents.FEES, Documents.ONLY, FeesInForce.class)
                .map(f -> f.at(clock.instant()))
                .orElse(FeePolicy.DEFAULT);
    }

    public Edits edits() {
        return sync.edits();
    }

    /// Ends the session on the server and forgets the tokens; local data stays for the next sign-in.
    public void signOut() {
        close();
        new SignIn(client).signOut();
    }

    @Override
    public void close() {
        events.close();
        uploads.close();
        sync.close();
        store.close();
    }
}
