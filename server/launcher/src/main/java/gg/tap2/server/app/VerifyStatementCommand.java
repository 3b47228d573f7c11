package gg.tap2.server.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import gg.tap2.model.statements.SignedStatement;
import gg.tap2.model.statements.StatementVerifier;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 verify-statement FILE`: checks a signed statement without network or database.
@Command(
        name = "verify-statement",
        description = "Checks a signed statement offline; exit status 0 valid, 1 tampered with, 2 unreadable.")
final class VerifyStatementCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A signed statement (JSON).")
    @Nullable
    Path file;

    @Option(
            names = "--keys",
            paramLabel = "JWKS",
            description = "The platform's public keys, as /api/v1/public/statement-keys gives them.")
    @Nullable
    Path keys;

    @Override
    public Integer call() {
        SignedStatement s;
        Map<String, String> trusted;
        try {
            s = read(java.util.Objects.requireNonNull(file));
            trusted = keys == null ? null : trusted(keys);
        } catch (IOException | ParseException | IllegalArgumentException e) {
            String why = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
            System.err.println("tap2: it cannot be read: " + why);
            return 2;
        }
        var verdict = StatementVerifier.verify(s, trusted);
        System.out.printf(
                "%s of creator %s: journals %d to %d, %d postings, signed by %s%n",
                s.month(), s.creatorId(), s.firstSeq(), s.lastSeq(), verdict.postings(), s.keyId());
        if (verdict.valid()) {
            System.out.println(
                    trusted == null
                            ? "VALID. The key in it is " + s.publicKey()
                                    + "; give the platform's keys with --keys to prove that it is theirs."
                            : "VALID, and signed by a trusted key.");
            return 0;
        }
        verdict.problems().forEach(p -> System.out.println("TAMPERED " + p));
        return 1;
    }

    private static SignedStatement read(Path file) throws IOException {
        SignedStatement s;
        try (var in = Files.newInputStream(file)) {
            s = Json.STRICT.readValue(in, SignedStatement.class);
        }
        if (s == null || !s.isComplete()) {
            throw new IllegalArgumentException("fields are missing");
        }
        return s;
    }

    private static Map<String, String> trusted(Path file) throws IOException, ParseException {
        var out = new HashMap<String, String>();
        for (var key : JWKSet.parse(Files.readString(file)).getKeys()) {
            if (key instanceof OctetKeyPair pair) {
                out.put(pair.getKeyID(), pair.getX().toString());
            }
        }
        return out;
    }
}
