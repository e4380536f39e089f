package io.rowferry.bus;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.TableName;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch's attributes as properties of a Service Bus message: CloudEvents 1.0.2 in the binary mode of its AMQP binding,
 * then our own, all {@code rf_*}.
 */
final class Attributes {
    private static final String TYPE = "io.rowferry.rows.v1";
    private static final String EVENT = "cloudEvents:";
    private static final String EVENT_TYPE = EVENT + "type";

    private Attributes() {}

    static ServiceBusMessage write(BatchMessage batch) {
        ServiceBusMessage message =
                new ServiceBusMessage(BinaryData.fromBytes(batch.body().bytes()));
        message.setMessageId(batch.id());
        message.setSessionId(session(batch.lane()));
        message.setContentType("application/json");
        message.setSubject(batch.table().toString());
        message.getRawAmqpMessage().getProperties().setContentEncoding(Packing.ENCODING);
        Map<String, Object> properties = message.getApplicationProperties();
        properties.put(EVENT + "specversion", "1.0");
        properties.put(EVENT_TYPE, TYPE);
        properties.put(EVENT + "source", "/rowferry/" + batch.job());
        properties.put(EVENT + "id", batch.id());
        properties.put("traceparent", traceparent(batch));
        properties.put("rf_id", batch.id());
        properties.put("rf_job", batch.job());
        properties.put("rf_run", batch.run());
        properties.put("rf_order", batch.order().run() + "/" + batch.order().sequence());
        properties.put("rf_table", batch.table().toString());
        properties.put("rf_operation", batch.operation().label());
        properties.put("rf_rows", batch.body().rows());
        properties.put("rf_fingerprint", batch.fingerprint());
        properties.put("rf_checksum", batch.body().checksum());
        properties.put("rf_encoding", Packing.ENCODING);
        properties.put("rf_attempt", 1);
        properties.put("rf_replays", 0);
        properties.put("rf_hops", 0);
        Verdict verdict = batch.verdict();
        if (verdict != null) {
            properties.put("rf_verdict", "reject");
            properties.put("rf_reason", verdict.reason().label());
            properties.put("rf_words", verdict.words());
        }
        return message;
    }

    /**
     * Reads back what {@link #write} wrote.
     *
     * @throws NotOursException when the message is not a batch of a form known to this version
     */
    static BatchMessage read(ServiceBusReceivedMessage message) throws NotOursException {
        Map<String, Object> properties = message.getApplicationProperties();
        if (!TYPE.equals(properties.get(EVENT_TYPE))) {
            throw new NotOursException("its " + EVENT_TYPE + " is not " + TYPE);
        }
        try {
            String[] order = text(properties, "rf_order").split("/", -1);
            int rows = ((Number) present(properties, "rf_rows")).intValue();
            return new BatchMessage(
                    text(properties, "rf_id"),
                    text(properties, "rf_job"),
                    text(properties, "rf_run"),
                    new Order(Long.parseLong(order[0]), Long.parseLong(order[1])),
                    lane(String.valueOf(message.getSessionId())),
                    TableName.parse(text(properties, "rf_table")),
                    Operation.of(text(properties, "rf_operation")),
                    text(properties, "rf_fingerprint"),
                    verdict(properties),
                    new PackedBody(message.getBody().toBytes(), text(properties, "rf_checksum"), rows));
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw new NotOursException("its properties are damaged: " + e.getMessage(), e);
        }
    }

    /** Lanes are written with leading zeros, so that tools list them in order. */
    static String session(int lane) {
        return String.format(Locale.ROOT, "%03d", lane);
    }

    private static int lane(String session) {
        return Integer.parseInt(session);
    }

    private static @Nullable Verdict verdict(Map<String, Object> properties) {
        return properties.containsKey("rf_verdict")
                ? new Verdict(Reason.of(text(properties, "rf_reason")), text(properties, "rf_words"))
                : null;
    }

    private static String text(Map<String, Object> properties, String name) {
        return String.valueOf(present(properties, name));
    }

    private static Object present(Map<String, Object> properties, String name) {
        Object value = properties.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    /** W3C trace context: one trace for a run, one span for a batch. */
    private static String traceparent(BatchMessage batch) {
        String trace =
                Packing.sha256((batch.job() + "\n" + batch.run()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "00-" + trace.substring(0, 32) + "-" + batch.id().substring(0, 16) + "-01";
    }
}
