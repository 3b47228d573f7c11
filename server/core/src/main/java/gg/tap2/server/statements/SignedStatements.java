package gg.tap2.server.statements;

import com.fasterxml.jackson.core.JsonGenerator;
import com.nimbusds.jose.jwk.OctetKeyPair;
import gg.tap2.model.statements.SignedJournal;
import gg.tap2.model.statements.SignedStatement;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.server.ledger.HashChain;
import gg.tap2.server.platform.crypto.Signer;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes a month so that it can be checked without us. The signature comes last, because it covers the hash of the
/// last journal; so nothing has to be held while writing.
final class SignedStatements {
    private final Statements statements;
    private final Signer signer;
    private final InstantSource clock;

    SignedStatements(Statements statements, Signer signer, InstantSource clock) {
        this.statements = statements;
        this.signer = signer;
        this.clock = clock;
    }

    /// One journal's canonical text as its postings come.
    private static final class Writing {
        final JsonGenerator json;
        final UUID creator;

        StatementStore.@Nullable Posting of;
        StringBuilder text = new StringBuilder();
        String first = "";
        String last = "";

        Writing(JsonGenerator json, UUID creator) {
            this.json = json;
            this.creator = creator;
        }

        void take(StatementStore.Posting p) throws IOException {
            var current = of;
            if (current == null || current.seq() != p.seq()) {
                finish();
                of = p;
                text = new StringBuilder();
                HashChain.header(
                        text,
                        p.journalId(),
                        creator,
                        p.seq(),
                        p.eventType(),
                        p.eventId(),
                        p.occurredAt(),
                        p.postedAt(),
                        p.actor(),
                        p.reason());
            }
            HashChain.line(
                    text,
                    p.line(),
                    p.role(),
                    p.accountId(),
                    p.amount(),
                    p.currency(),
                    p.availableAt(),
                    p.paymentId(),
                    p.refundId(),
                    p.disputeId(),
                    p.payoutId());
        }

        void finish() throws IOException {
            var p = of;
            if (p == null) {
                return;
            }
            String prev = HexFormat.of().formatHex(p.prevHash());
            String hash = HexFormat.of().formatHex(p.hash());
            if (first.isEmpty()) {
                first = prev;
            }
            last = hash;
            json.writeObject(new SignedJournal(p.seq(), prev, hash, text.toString()));
        }
    }

    void write(UUID creator, StatementMonth m, OutputStream out) throws IOException {
        Instant at = clock.instant();
        try (var json = Json.LENIENT.getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("format", SignedStatement.FORMAT);
            json.writeStringField("creatorId", creator.toString());
            json.writeStringField("month", m.month());
            json.writeStringField("currency", m.currency().name());
            json.writeStringField("issuedAt", at.toString());
            json.writeNumberField("firstSeq", m.firstSeq());
            json.writeNumberField("lastSeq", m.lastSeq());
            json.writeObjectField("opening", m.opening());
            json.writeArrayFieldStart("journals");
            var writing = new Writing(json, creator);
            statements.postings(creator, m, writing::take);
            writing.finish();
            json.writeEndArray();
            json.writeObjectField("closing", m.closing());
            json.writeStringField("prevHash", writing.first);
            json.writeStringField("lastHash", writing.last);
            var signed = sign(creator, m, at, writing.first, writing.last);
            json.writeStringField("keyId", signed.keyId());
            json.writeStringField("publicKey", publicKey(signed.keyId()));
            json.writeStringField("signature", signed.signature());
            json.writeEndObject();
        }
    }

    /// The key's id is part of what is signed, so a key that changes in between is asked again.
    private Signer.Signed sign(UUID creator, StatementMonth m, Instant at, String prev, String last) {
        String keyId = signer.sign(new byte[0]).keyId();
        while (true) {
            String seal = SignedStatement.seal(
                    creator,
                    m.month(),
                    m.currency(),
                    at,
                    m.firstSeq(),
                    m.lastSeq(),
                    m.opening(),
                    m.closing(),
                    prev,
                    last,
                    keyId);
            var signed = signer.sign(seal.getBytes(StandardCharsets.UTF_8));
            if (signed.keyId().equals(keyId)) {
                return signed;
            }
            keyId = signed.keyId();
        }
    }

    private String publicKey(String keyId) {
        return ((OctetKeyPair) signer.publicKeys().getKeyByKeyId(keyId)).getX().toString();
    }

    byte[] keys() {
        return signer.publicKeys().toString().getBytes(StandardCharsets.UTF_8);
    }
}
