package io.rowferry.bus;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A batch's attributes as properties of a Service Bus message: CloudEvents 1.0.2 in the binary mode of its AMQP binding,
 * then our own, all {@code rf_*}. {@link MessageReader} reads them back.
 */
final class Attributes {
    static final String ROWS = "io.rowferry.rows.v1";
    static final String MANIFEST = "io.rowferry.manifest.v1";
    private static final String EVENT = "cloudEvents:";
    static final String EVENT_TYPE = EVENT + "type";
    static final String SETTLED = "settled";
    static final String VERDICT = "rf_verdict";
    static final String REASON = "rf_reason";
    static final String WORDS = "rf_words";

    private Attributes() {}

    static ServiceBusMessage write(BatchMessage batch) {
        ServiceBusMessage message = message(
                ROWS,
                batch.id(),
                batch.job(),
                batch.run(),
                batch.lane(),
                batch.body().bytes());
        message.setMessageId(batch.messageId());
        message.setSubject(batch.table().toString());
        message.getRawAmqpMessage().getProperties().setContentEncoding(Packing.ENCODING);
        Map<String, Object> properties = message.getApplicationProperties();
        properties.put("rf_order", batch.order().run() + "/" + batch.order().sequence());
        properties.put("rf_table", batch.table().toString());
        properties.put("rf_operation", batch.operation().label());
        properties.put("rf_rows", batch.body().rows());
        properties.put("rf_fingerprint", batch.fingerprint());
        properties.put("rf_checksum", batch.body().checksum());
        properties.put("rf_encoding", Packing.ENCODING);
        properties.put("rf_attempt", batch.attempt());
        batch.history().write(properties);
        if (batch.parentsSettled()) {
            properties.put("rf_parents", SETTLED);
        }
        Verdict verdict = batch.verdict();
        if (verdict != null) {
            properties.put(VERDICT, "reject");
            properties.put(REASON, verdict.reason().label());
            properties.put(WORDS, verdict.words());
        }
        return message;
    }

    static ServiceBusMessage write(Manifest manifest) {
        ServiceBusMessage message = message(
                MANIFEST,
                manifest.id(),
                manifest.job(),
                manifest.run(),
                manifest.lane(),
                ManifestBody.write(manifest.batches()));
        message.setSubject("manifest");
        message.getApplicationProperties().put("rf_number", manifest.number());
        return message;
    }

    private static ServiceBusMessage message(String type, String id, String job, String run, int lane, byte[] body) {
        ServiceBusMessage message = new ServiceBusMessage(BinaryData.fromBytes(body));
        message.setMessageId(id);
        message.setSessionId(session(lane));
        message.setContentType("application/json");
        Map<String, Object> properties = message.getApplicationProperties();
        properties.put(EVENT + "specversion", "1.0");
        properties.put(EVENT_TYPE, type);
        properties.put(EVENT + "source", "/rowferry/" + job);
        properties.put(EVENT + "id", id);
        properties.put("traceparent", traceparent(job, run, id));
        properties.put("rf_id", id);
        properties.put("rf_job", job);
        properties.put("rf_run", run);
        return message;
    }

    /** Lanes are written with leading zeros, so that tools list them in order. */
    static String session(int lane) {
        return String.format(Locale.ROOT, "%03d", lane);
    }

    /** W3C trace context: one trace for a run, one span for a batch. */
    private static String traceparent(String job, String run, String id) {
        String trace = Packing.sha256((job + "\n" + run).getBytes(StandardCharsets.UTF_8));
        return "00-" + trace.substring(0, 32) + "-" + id.substring(0, 16) + "-01";
    }
}
