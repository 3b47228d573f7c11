package gg.tap2.server.accounts;

import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.SecondFactorCode;
import gg.tap2.model.accounts.StepUpState;
import gg.tap2.model.accounts.StepUpState.Way;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Door to fresh proofs of identity, and the guard of the routes that declare [Proof#FRESH]. A proof belongs to one
/// session: the sign-in itself, or a later one by [#prove]. Once a second factor is on, only its code counts; the code
/// that turned it on does not.
public final class StepUp implements Guard {
    /// How long a proof counts.
    public static final Duration FRESH = Duration.ofMinutes(5);

    static final String SECOND_FACTOR = "second_factor";
    static final String PASSWORD = "password";

    private final Db db;
    private final InstantSource clock;
    private final Accounts accounts;
    private final AuditLog audit;

    StepUp(Db db, InstantSource clock, Accounts accounts, AuditLog audit) {
        this.db = db;
        this.clock = clock;
        this.accounts = accounts;
        this.audit = audit;
    }

    /// Notes that the person of a session has just proven who they are.
    static void proven(Tx tx, UUID session, String by, Instant now) {
        tx.sql("UPDATE sessions SET proven_at = :now, proven_by = :by WHERE id = :id")
                .set("now", now)
                .set("by", by)
                .set("id", session)
                .update();
    }

    @Override
    public void check(Call call, Route route) {
        if (route.proof() == Proof.FRESH && !isFresh(call.principal())) {
            throw required();
        }
    }

    /// The refusal of a door that wants a fresh proof.
    public static ApiException required() {
        return ApiException.proofNeeded(UUID.randomUUID());
    }

    /// Whether the caller proved who they are a moment ago. An admin who looks through a user's eyes never did.
    public boolean isFresh(Principal p) {
        return p.actingAdminId() == null && isFresh(p.sessionId());
    }

    /// The same by session; false for one that ended.
    public boolean isFresh(UUID session) {
        return find(session).filter(s -> s.until() != null).isPresent();
    }

    public StepUpState state(UUID session) {
        return find(session).orElseThrow(() -> ApiException.unauthorized("unauthenticated"));
    }

    private Optional<StepUpState> find(UUID session) {
        record Row(
                boolean factor,
                boolean password,
                @Nullable String by,
                @Nullable Instant at) {}
        Optional<Row> row = db.read(tx -> tx.sql("""
                        SELECT f.totp OR f.passkey AS factor,
                          u.password_hash IS NOT NULL AS password, s.proven_by, s.proven_at
                        FROM sessions s JOIN users u ON u.id = s.user_id JOIN account_factors f ON f.user_id = u.id WHERE s.id = :id AND s.revoked_at IS NULL""")
                .set("id", session)
                .first(x -> new Row(
                        x.bool("factor"),
                        x.bool("password"),
                        x.textOrNull("proven_by"),
                        x.instantOrNull("proven_at"))));
        return row.map(r -> state(r.factor(), r.password(), r.by(), r.at()));
    }

    private StepUpState state(boolean factor, boolean password, @Nullable String by, @Nullable Instant at) {
        Way way = factor ? Way.CODE : password ? Way.PASSWORD : Way.SIGN_IN;
        boolean counts = at != null
                && (!factor || SECOND_FACTOR.equals(by))
                && at.plus(FRESH).isAfter(clock.instant());
        return new StepUpState(way, counts && at != null ? at.plus(FRESH) : null);
    }

    /// Takes a proof for this session: a code where a second factor is on, otherwise the password.
    ///
    /// @throws ApiException 403 for a wrong one, 409 `step_up_sign_in` where there is neither, 429 after too many
    public StepUpState prove(Principal p, ConfirmIdentity proof, String ip) {
        Way way = state(p.sessionId()).way();
        if (String.valueOf(proof.code()).startsWith(SecondFactorCode.BROWSER)) {
            return proveByBrowser(p, way, String.valueOf(proof.code()), ip);
        }
        switch (way) {
            case CODE -> accounts.proveCode(p.userId(), proof.code());
            case PASSWORD -> accounts.confirm(p.userId(), proof);
            case SIGN_IN -> throw ApiException.conflict("step_up_sign_in");
        }
        db.transact(tx -> {
            proven(tx, p.sessionId(), way == Way.CODE ? SECOND_FACTOR : PASSWORD, clock.instant());
            audit.record(
                    tx,
                    p.userId(),
                    p.userId(),
                    "identity_proven",
                    null,
                    ip,
                    Map.of("method", way.toString(), "session", p.sessionId().toString()));
        });
        return state(p.sessionId());
    }

    /// The session of a program takes over what its person proved in the browser, and when.
    private StepUpState proveByBrowser(Principal p, Way way, String code, String ip) {
        boolean taken = db.inTransaction(tx -> {
            var shown = accounts.browserProof(tx, p.userId(), code)
                    .filter(s -> way != Way.CODE || s.by().equals(SECOND_FACTOR))
                    .orElse(null);
            if (shown == null) {
                return false;
            }
            proven(tx, p.sessionId(), shown.by(), shown.at());
            audit.record(
                    tx,
                    p.userId(),
                    p.userId(),
                    "identity_proven",
                    null,
                    ip,
                    Map.of("method", "browser", "session", p.sessionId().toString()));
            return true;
        });
        if (!taken) {
            throw ApiException.of(403, "confirmation_wrong");
        }
        return state(p.sessionId());
    }
}
