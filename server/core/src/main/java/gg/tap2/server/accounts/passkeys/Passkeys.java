package gg.tap2.server.accounts.passkeys;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.ClientDataType;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import gg.tap2.model.accounts.Passkey;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.passkeys.PasskeyStore.Stored;
import gg.tap2.server.accounts.passkeys.RelyingParties.RelyingParty;
import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Tx;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Door to passkeys. Each is checked with the person's finger, face or PIN (user verification), so that one passkey is
/// two factors. Attestation is not asked for: which maker's authenticator it is does not matter here.
///
/// Source: W3C Web Authentication Level 3, sections 7.1 and 7.2.
public final class Passkeys {
    /// ES256, EdDSA and RS256: what platforms and security keys offer.
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.ES256),
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.EdDSA),
            new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.RS256));

    /// More than anybody has, and few enough to be listed.
    public static final int MOST = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);

    private final PasskeyStore store = new PasskeyStore();
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager webAuthn = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);
    private final Challenges challenges;
    private final RelyingParties parties;
    private final InstantSource clock;

    public Passkeys(RelyingParties parties, Hmac key, InstantSource clock) {
        this.parties = parties;
        this.challenges = new Challenges(key);
        this.clock = clock;
    }

    /// Who a new passkey is for. `name` is shown by the browser.
    public record Owner(UUID id, String name) {}

    /// What `navigator.credentials.create` is given; empty where the page's host cannot hold passkeys.
    public Optional<Map<String, Object>> creationOptions(Tx tx, Owner owner, String host) {
        return parties.ofHost(host)
                .map(rp -> Map.of(
                        "rp", Map.of("id", rp.id(), "name", "Tap2 Creators"),
                        "user",
                                Map.of(
                                        "id", RandomTokens.base64(handle(owner.id())),
                                        "name", owner.name(),
                                        "displayName", owner.name()),
                        "challenge", RandomTokens.base64(challenges.next(creation(owner.id()), clock.instant())),
                        "pubKeyCredParams",
                                ALGORITHMS.stream()
                                        .map(p -> Map.of(
                                                "type",
                                                "public-key",
                                                "alg",
                                                p.getAlg().getValue()))
                                        .toList(),
                        "timeout", Challenges.LIFETIME.toMillis(),
                        "attestation", "none",
                        "excludeCredentials", named(store.credentialIds(tx, owner.id(), rp.id())),
                        "authenticatorSelection", Map.of("residentKey", "required", "userVerification", "required")));
    }

    /// What `navigator.credentials.get` is given; empty where the page's host cannot hold passkeys.
    ///
    /// @param user whose passkeys count; null for whoever answers
    public Optional<Map<String, Object>> requestOptions(Tx tx, @Nullable UUID user, String host) {
        return parties.ofHost(host)
                .map(rp -> Map.of(
                        "rpId", rp.id(),
                        "challenge", RandomTokens.base64(challenges.next(request(user), clock.instant())),
                        "timeout", Challenges.LIFETIME.toMillis(),
                        "userVerification", "required",
                        "allowCredentials", user == null ? List.of() : named(store.credentialIds(tx, user, rp.id()))));
    }

    /// Keeps a new passkey; empty when what the browser answered is not right, or the passkey is known.
    public Optional<UUID> add(Tx tx, UUID user, String credential, String name) {
        Instant now = clock.instant();
        try {
            RegistrationData data = webAuthn.parseRegistrationResponseJSON(credential);
            var client = data.getCollectedClientData();
            RelyingParty rp = client == null ? null : party(client.getOrigin());
            if (client == null
                    || rp == null
                    || !challenges.use(tx, client.getChallenge().getValue(), creation(user), now)) {
                return Optional.empty();
            }
            webAuthn.verify(
                    data,
                    new RegistrationParameters(
                            new ServerProperty(
                                    new Origin(rp.origin()),
                                    rp.id(),
                                    new DefaultChallenge(client.getChallenge().getValue())),
                            ALGORITHMS,
                            true,
                            true));
            var authenticator = data.getAttestationObject() == null
                    ? null
                    : data.getAttestationObject().getAuthenticatorData();
            AttestedCredentialData attested = authenticator == null ? null : authenticator.getAttestedCredentialData();
            if (authenticator == null || attested == null) {
                return Optional.empty();
            }
            var stored = new Stored(
                    Ids.next(clock),
                    user,
                    rp.id(),
                    attested.getCredentialId(),
                    credentials.convert(attested),
                    authenticator.getSignCount(),
                    authenticator.isFlagBE(),
                    authenticator.isFlagBS());
            return store.insert(tx, stored, name, now) ? Optional.of(stored.id()) : Optional.empty();
        } catch (RuntimeException e) {
            return refused(e);
        }
    }

    /// Who answered with one of their passkeys; empty when the answer is not right.
    ///
    /// @param user whose passkey it must be; null for anybody's
    public Optional<UUID> check(Tx tx, @Nullable UUID user, String credential) {
        Instant now = clock.instant();
        try {
            AuthenticationData data = webAuthn.parseAuthenticationResponseJSON(credential);
            var client = data.getCollectedClientData();
            RelyingParty rp = client == null ? null : party(client.getOrigin());
            Stored known = known(tx, data);
            if (client == null
                    || rp == null
                    || known == null
                    || !known.relyingParty().equals(rp.id())
                    || user != null && !known.userId().equals(user)
                    || !challenges.use(tx, client.getChallenge().getValue(), request(user), now)) {
                return Optional.empty();
            }
            webAuthn.verify(
                    data,
                    new AuthenticationParameters(
                            new ServerProperty(
                                    new Origin(rp.origin()),
                                    rp.id(),
                                    new DefaultChallenge(client.getChallenge().getValue())),
                            record(known),
                            List.of(known.credentialId()),
                            true,
                            true));
            var authenticator = data.getAuthenticatorData();
            if (authenticator == null) {
                return Optional.empty();
            }
            store.used(tx, known.id(), authenticator.getSignCount(), authenticator.isFlagBS(), now);
            return Optional.of(known.userId());
        } catch (RuntimeException e) {
            return refused(e);
        }
    }

    @SuppressWarnings("NullAway") // The library says of the bytes what it means of the array.
    private @Nullable Stored known(Tx tx, AuthenticationData data) {
        byte[] id = data.getCredentialId();
        return id == null ? null : store.lock(tx, id).orElse(null);
    }

    /// Whether a text is what a browser answers with a passkey, rather than a code that somebody typed.
    public static boolean isAnswer(String code) {
        return code.startsWith("{");
    }

    public List<Passkey> list(Tx tx, UUID user) {
        return store.list(tx, user);
    }

    public int count(Tx tx, UUID user) {
        return store.count(tx, user);
    }

    public boolean remove(Tx tx, UUID user, UUID id) {
        return store.delete(tx, user, id);
    }

    /// Removes those that were added since an instant.
    public int removeSince(Tx tx, UUID user, Instant since) {
        return store.deleteSince(tx, user, since);
    }

    /// Removes those that were added since an instant, where an older one or an authenticator app remains.
    public int removeYoung(Tx tx, UUID user, Instant since) {
        return store.deleteYoung(tx, user, since);
    }

    /// Forgets challenges that can no longer be answered.
    public long clean(Tx tx) {
        return store.clean(tx, clock.instant());
    }

    private CredentialRecordImpl record(Stored known) {
        return new CredentialRecordImpl(
                null,
                true,
                known.backupEligible(),
                known.backedUp(),
                known.signCount(),
                credentials.convert(known.data()),
                null,
                null,
                null,
                new HashSet<>());
    }

    private @Nullable RelyingParty party(Origin origin) {
        return parties.ofOrigin(origin.toString()).orElse(null);
    }

    /// What a library says of a foreign text is for us to read, not for whoever sent it.
    private static Optional<UUID> refused(RuntimeException e) {
        LOG.debug("a passkey's answer was refused: {}", e.toString());
        return Optional.empty();
    }

    private static String creation(UUID user) {
        return ClientDataType.WEBAUTHN_CREATE.getValue() + " " + user;
    }

    private static String request(@Nullable UUID user) {
        return ClientDataType.WEBAUTHN_GET.getValue() + " " + (user == null ? "anybody" : user.toString());
    }

    private static byte[] handle(UUID user) {
        return ByteBuffer.allocate(16)
                .putLong(user.getMostSignificantBits())
                .putLong(user.getLeastSignificantBits())
                .array();
    }

    private static List<Map<String, String>> named(List<byte[]> ids) {
        return ids.stream()
                .map(id -> Map.of("type", "public-key", "id", RandomTokens.base64(id)))
                .toList();
    }
}
