package gg.tap2.server.sandbox.flowpay;

import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;

/// An error answer in FlowPay's form.
final class FlowPayError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    FlowPayError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    Reply reply() {
        var body = Json.object();
        body.putObject("error").put("code", code).put("message", getMessage());
        return Reply.json(status, body);
    }
}
