package gg.tap2.server.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.common.ErrorEnvelope;
import gg.tap2.model.common.Meta;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Describes the API as OpenAPI 3.1 from the routing table, the records and [ApiTypes].
final class OpenApiGenerator {
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z]+)}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ApiTypes types = new ApiTypes();
    private final Schemas schemas = new Schemas();

    ObjectNode generate(List<Route> routes) {
        var root = NODES.objectNode().put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Tap2 Creators API")
                .put("version", "1")
                .put(
                        "description",
                        "Answers are `{\"data\": …}` or `{\"error\": …}`. Money is in minor units with its currency; times are"
                                + " UTC. Routes that create accept an `Idempotency-Key`; routes that replace a versioned"
                                + " resource need `If-Match`.");
        root.putArray("servers").addObject().put("url", "/");
        var paths = root.putObject("paths");
        routes.stream()
                .filter(r -> r.path().startsWith("/api/v1") && !r.page())
                .sorted(Comparator.comparing(Route::path)
                        .thenComparing(r -> r.method().text()))
                .forEach(r -> paths.withObjectProperty(r.path())
                        .set(r.method().text().toLowerCase(Locale.ROOT), operation(r)));
        var error = schemas.of(ErrorEnvelope.class);
        schemas.of(Meta.class);
        var components = root.putObject("components");
        var all = components.putObject("schemas");
        schemas.named().forEach(all::set);
        json(components.putObject("responses").putObject("Error").put("description", "Refused; the code is stable"))
                .set("schema", error);
        components
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT");
        return root;
    }

    private ObjectNode operation(Route route) {
        String method = route.method().text();
        var operation = NODES.objectNode();
        operation.put("operationId", operationId(method, route.path()));
        operation.putArray("tags").add(route.path().split("/")[3]);
        operation.put("x-access", route.access().name().toLowerCase(Locale.ROOT));
        if (route.proof() != Proof.NONE) {
            operation.put("x-proof", route.proof().name().toLowerCase(Locale.ROOT));
        }
        security(operation, route.access());
        var row = types.rows().get(method + " " + route.path());
        parameters(operation, route, row);
        if (row != null && row.request() != null) {
            json(operation.putObject("requestBody").put("required", true)).set("schema", schemas.of(row.request()));
        }
        var responses = operation.putObject("responses");
        if (row == null) {
            responses.putObject("200").put("description", "Done");
        } else {
            answer(responses.putObject(Integer.toString(row.status())), row);
        }
        responses.putObject("default").put("$ref", "#/components/responses/Error");
        return operation;
    }

    private void answer(ObjectNode response, ApiTypes.Types row) {
        response.put("description", row.shape() == ApiTypes.Shape.NOTHING ? "Done, no body" : "Done");
        if (row.shape() == ApiTypes.Shape.NOTHING) {
            return;
        }
        var envelope = NODES.objectNode().put("type", "object");
        var properties = envelope.putObject("properties");
        envelope.putArray("required").add("data");
        ObjectNode one = row.response() == null ? NODES.objectNode().put("type", "object") : schemas.of(row.response());
        switch (row.shape()) {
            case LIST, PAGE -> properties.putObject("data").put("type", "array").set("items", one);
            default -> properties.set("data", one);
        }
        if (row.shape() == ApiTypes.Shape.PAGE) {
            properties.set("meta", schemas.of(Meta.class));
        }
        json(response).set("schema", envelope);
    }

    private static void parameters(
            ObjectNode operation, Route route, ApiTypes.@org.jspecify.annotations.Nullable Types row) {
        var list = NODES.arrayNode();
        var m = PARAMETER.matcher(route.path());
        while (m.find()) {
            list.addObject()
                    .put("name", m.group(1))
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        if (row != null && row.shape() == ApiTypes.Shape.PAGE) {
            for (String name : List.of("page", "limit")) {
                list.addObject()
                        .put("name", name)
                        .put("in", "query")
                        .putObject("schema")
                        .put("type", "integer")
                        .put("minimum", 1);
            }
        }
        if (route.idempotent()) {
            list.addObject()
                    .put("name", "Idempotency-Key")
                    .put("in", "header")
                    .putObject("schema")
                    .put("type", "string")
                    .put("maxLength", 255);
        }
        if (!list.isEmpty()) {
            operation.set("parameters", list);
        }
    }

    private static void security(ObjectNode operation, Access access) {
        switch (access) {
            case FAN_OR_GUEST -> {
                var either = operation.putArray("security");
                either.addObject();
                either.addObject().putArray("bearer");
            }
            case PUBLIC, WEBHOOK, SANDBOX -> operation.putArray("security");
            default -> operation.putArray("security").addObject().putArray("bearer");
        }
    }

    private static ObjectNode json(ObjectNode holder) {
        return holder.putObject("content").putObject("application/json");
    }

    private static String operationId(String method, String path) {
        var id = new StringBuilder(method.toLowerCase(Locale.ROOT));
        for (String segment : path.substring("/api/v1".length()).split("[/.-]")) {
            if (segment.startsWith("{")) {
                id.append("By").append(capital(segment.substring(1, segment.length() - 1)));
            } else if (!segment.isEmpty()) {
                id.append(capital(segment));
            }
        }
        return id.toString();
    }

    private static String capital(String s) {
        return s.substring(0, 1).toUpperCase(Locale.ROOT) + s.substring(1);
    }
}
