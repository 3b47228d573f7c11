package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/// Discovery, keys, and what a token endpoint says of a code and of a client that are none. Nobody signs in.
///
/// Source: https://developers.google.com/identity/openid-connect/openid-connect and RFC 6749, section 5.2
final class GoogleStory implements Story {
    @Override
    public String name() {
        return "google";
    }

    @Override
    public List<String> keys() {
        return List.of("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REDIRECT");
    }

    @Override
    public String home() {
        return "https://accounts.google.com";
    }

    @Override
    public void play(Target t, Notes notes) throws Exception {
        OkHttpClient client = notes.client();
        JsonNode found = notes.call(
                client,
                "discovery",
                200,
                new Request.Builder()
                        .url(t.base() + "/.well-known/openid-configuration")
                        .build());
        notes.require(found.path("issuer").asText().equals(t.base().toString()), "the issuer is another");
        // Google's endpoints have hosts of their own, and so paths of their own.
        JsonNode keys = notes.quietly(() -> notes.call(
                client,
                "keys",
                200,
                new Request.Builder().url(found.path("jwks_uri").asText()).build()));
        notes.require(keys.path("keys").path(0).path("kty").asText().equals("RSA"), "no RSA keys");
        String token = found.path("token_endpoint").asText();
        notes.call(client, "a code that is none", 400, asked(token, t, t.value("GOOGLE_CLIENT_SECRET")));
        notes.call(client, "a secret that is none", 401, asked(token, t, "none"));
    }

    private static Request asked(String token, Target t, String secret) {
        return new Request.Builder()
                .url(token)
                .post(new FormBody.Builder()
                        .add("grant_type", "authorization_code")
                        .add("code", "contract")
                        .add("code_verifier", "v".repeat(43))
                        .add("redirect_uri", t.value("GOOGLE_REDIRECT"))
                        .add("client_id", t.value("GOOGLE_CLIENT_ID"))
                        .add("client_secret", secret)
                        .build())
                .build();
    }
}
