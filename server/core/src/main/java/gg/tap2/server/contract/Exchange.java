package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// One call of a story, or what came of a step.
///
/// @param call such as `GET /v1/transfers/{id}`, or what was asked for
/// @param answer the HTTP status, or what our adapter made of it
/// @param shape types by path; empty for what is no JSON
/// @param scrubbed the answer without its values
public record Exchange(String step, String call, String answer, Map<String, String> shape, JsonNode scrubbed) {}
