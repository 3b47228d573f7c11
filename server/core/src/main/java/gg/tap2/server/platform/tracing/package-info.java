/// OpenTelemetry traces, exported by OTLP over HTTP where `otel.endpoint` is set. A trace begins where work enters the
/// server (a request, a job, a provider's stored event, an event, a mail); what is asked of the database and of
/// providers on the way
/// is a step of it, found by the thread. What waits in a table carries its trace along in `trace_parent`, so a sale is
/// one trace from the webhook to the mail. Steps name routes, operations and our own ids; never people, addresses,
/// amounts, queries, messages of exceptions or anything secret.
@NullMarked
package gg.tap2.server.platform.tracing;

import org.jspecify.annotations.NullMarked;
