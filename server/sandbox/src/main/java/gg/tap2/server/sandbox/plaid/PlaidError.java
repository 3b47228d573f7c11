package gg.tap2.server.sandbox.plaid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;

/// An error answer in Plaid's form.
final class PlaidError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String type;
    private final String code;

    PlaidError(int status, String type, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
    }

    ObjectNode node() {
        ObjectNode node = Json.object().put("error_type", type).put("error_code", code);
        node.put("error_message", getMessage()).putNull("display_message");
        return node.put("request_id", Ids.random("", 15)).put("status", status);
    }

    Reply reply() {
        return Reply.json(status, node());
    }
}
