package gg.tap2.server.s3;

import gg.tap2.server.platform.tracing.Step;
import gg.tap2.server.platform.tracing.Tracing;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;

/// A step of the trace for each operation of the storage. The synchronous client runs all of it in the caller's thread.
final class TracedStorage implements ExecutionInterceptor {
    private static final ExecutionAttribute<Step> STEP = new ExecutionAttribute<>("tap2-step");

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        attributes.putAttribute(
                STEP,
                Tracing.step(Tracing.Kind.ASKING, "s3 " + operation)
                        .put("rpc.system", "aws-api")
                        .put("rpc.method", String.valueOf(operation)));
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        var carried = context.httpRequest().toBuilder();
        Tracing.carry(carried::putHeader);
        return carried.build();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        attributes
                .getAttribute(STEP)
                .put("http.response.status_code", context.httpResponse().statusCode())
                .close();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        Step step = attributes.getAttribute(STEP);
        if (step != null) {
            step.failed(context.exception()).close();
        }
    }
}
