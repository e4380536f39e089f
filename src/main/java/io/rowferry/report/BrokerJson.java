package io.rowferry.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.broker.BrokerStatus;
import io.rowferry.broker.QueueDepth;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The state of a broker for scripts. */
public final class BrokerJson {
    private static final int VERSION = 1;

    private BrokerJson() {}

    public static void print(BrokerStatus status, PrintWriter out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("command", "broker status");
            json.writeArrayFieldStart("queues");
            for (QueueDepth queue : status.queues()) {
                write(queue, json);
            }
            json.writeEndArray();
            json.writeNumberField("connections", status.connections());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to take characters", e);
        }
        out.println(text);
    }

    private static void write(QueueDepth queue, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("queue", queue.queue());
        json.writeNumberField("active", queue.active());
        json.writeNumberField("locked", queue.locked());
        json.writeNumberField("deferred", queue.deferred());
        json.writeNumberField("scheduled", queue.scheduled());
        json.writeNumberField("deadLetters", queue.deadLetters());
        json.writeNumberField("sessions", queue.sessions());
        json.writeNumberField("heldSessions", queue.heldSessions());
        json.writeNumberField("bytes", queue.bytes());
        json.writeEndObject();
    }
}
