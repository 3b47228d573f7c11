package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/files`: documents for disputes, with the types and the size that Stripe takes for that purpose.
final class FilesApi {
    static final String PURPOSE = "dispute_evidence";
    /// "The file must be less than 5 MB" (Stripe, file upload guide).
    static final int MAX_BYTES = 5_000_000;
    /// Fields of a dispute's evidence that name a file.
    static final Set<String> EVIDENCE_FIELDS = Set.of(
            "cancellation_policy",
            "customer_communication",
            "customer_signature",
            "duplicate_charge_documentation",
            "receipt",
            "refund_policy",
            "service_documentation",
            "shipping_documentation",
            "uncategorized_file");

    private static final List<String> PURPOSES = List.of(
            "account_requirement",
            "additional_verification",
            "business_icon",
            "business_logo",
            "customer_signature",
            PURPOSE,
            "identity_document",
            "pci_document",
            "tax_document_user_upload",
            "terminal_reader_splashscreen");
    private static final String CONTENT = "_content";
    private static final String TYPE = "_type";
    private final World world;

    FilesApi(World world) {
        this.world = world;
    }

    void register(Api api, Router router) {
        api.post("/v1/files", r -> create(r.params().only(Set.of("file", "purpose"))));
        api.get(
                "/v1/files",
                r -> Api.page(r, world.store.newestFirst("file"), f -> Api.matches(r.params(), f, "purpose")));
        api.get("/v1/files/{id}", r -> world.get("file", r.var("id")));
        router.get("/v1/files/{id}/contents", call -> api.authorized(call, () -> contents(call)));
    }

    private ObjectNode create(Params params) {
        String purpose = params.required("purpose");
        if (!PURPOSES.contains(purpose)) {
            throw StripeError.invalid(
                    "Invalid purpose: must be one of " + String.join(", ", PURPOSES.subList(0, PURPOSES.size() - 1))
                            + ", or " + PURPOSES.getLast(),
                    "purpose");
        }
        if (!(params.raw().get("file") instanceof ObjectNode given)) {
            throw params.has("file") ? StripeError.invalid("Invalid file", "file") : StripeError.missing("file");
        }
        String data = Json.text(given, "data", "");
        byte[] bytes = Base64.getDecoder().decode(data);
        String type = type(bytes);
        if (type == null) {
            throw StripeError.invalid("The file type uploaded is not supported for this purpose.", "file");
        }
        if (bytes.length > MAX_BYTES) {
            throw StripeError.invalid("file_too_large", "The file exceeds the limit of 5 MB.", "file");
        }
        ObjectNode file = world.create("file");
        file.put("purpose", purpose).put("filename", Json.text(given, "filename"));
        file.put("size", bytes.length).put("type", type);
        file.put("url", world.base() + "/v1/files/" + World.id(file) + "/contents");
        file.set("links", World.list("/v1/file_links?file=" + World.id(file), List.of()));
        file.put(CONTENT, data).put(TYPE, type.equals("pdf") ? "application/pdf" : "image/" + type);
        world.save(file);
        return file;
    }

    /// By its first bytes, as a name proves nothing.
    private static @Nullable String type(byte[] bytes) {
        if (starts(bytes, '%', 'P', 'D', 'F', '-')) {
            return "pdf";
        }
        if (starts(bytes, 0x89, 'P', 'N', 'G')) {
            return "png";
        }
        return starts(bytes, 0xFF, 0xD8, 0xFF) ? "jpeg" : null;
    }

    private static boolean starts(byte[] bytes, int... wanted) {
        if (bytes.length < wanted.length) {
            return false;
        }
        byte[] head = new byte[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            head[i] = (byte) wanted[i];
        }
        return Arrays.equals(bytes, 0, head.length, head, 0, head.length);
    }

    private Reply contents(Call call) {
        ObjectNode file = world.get("file", call.var("id"));
        return new Reply(
                200,
                Json.text(file, TYPE, "application/octet-stream"),
                Base64.getDecoder().decode(Json.text(file, CONTENT, "")),
                Map.of());
    }

    /// Checks that a field of evidence names a file uploaded for disputes.
    void requireEvidence(String field, String id) {
        ObjectNode file = world.get("file", id, "evidence[" + field + "]");
        if (!Json.text(file, "purpose", "").equals(PURPOSE)) {
            throw StripeError.invalid(
                    "The file " + id + " has the wrong purpose; it must be " + PURPOSE + ".",
                    "evidence[" + field + "]");
        }
    }
}
