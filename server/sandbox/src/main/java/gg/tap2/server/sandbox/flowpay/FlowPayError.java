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

    /// Whether it is repeated under the same idempotency key: what was looked at and refused is, what was
    /// not let in or
    /// not understood is not.
    boolean isKept() {
        return status == 402 || code.equals("account_restricted");
    }

    Reply reply() {
        var body = Json.object();
        body.putObject("error").put("code", code).put("message", getMessage());
        return Reply.json(status, body);
    }
}
