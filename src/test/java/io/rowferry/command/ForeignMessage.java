package io.rowferry.command;

import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.messaging.servicebus.ServiceBusMessage;
import io.rowferry.plan.Fingerprint;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message as somebody else would make it who has read what the format is: whole at first, of one row of the table
 * {@code orders (id, note)}, and then spoiled.
 */
final class ForeignMessage {
    static final String BODY =
            "{\"columns\":[{\"name\":\"id\",\"type\":\"integer(32)\"},{\"name\":\"note\",\"type\":\"text(200)\"}],"
                    + "\"key\":[\"id\"],\"version\":null,\"rows\":[[\"-1\",\"foreign\"]]}";

    private String id;
    private final Map<String, Object> properties = new TreeMap<>();
    private byte[] body = gzip(BODY.getBytes(StandardCharsets.UTF_8));
    private @Nullable Object value;
    private String session = "000";

    private ForeignMessage(String id) {
        this.id = id;
    }

    /** @param name makes its id; equal names make equal ids */
    static ForeignMessage rows(String name) {
        ForeignMessage message = new ForeignMessage(name);
        message.property("cloudEvents:type", "io.rowferry.rows.v1");
        message.property("rf_id", sha256(name.getBytes(StandardCharsets.UTF_8)));
        message.property("rf_job", "crm");
        message.property("rf_run", "20261122-001502-7f3a");
        message.property("rf_order", "1/1");
        message.property("rf_table", "orders");
        message.property("rf_operation", "upsert");
        message.property("rf_rows", 1);
        message.property("rf_checksum", sha256(BODY.getBytes(StandardCharsets.UTF_8)));
        message.property("rf_attempt", 1);
        return message.shape(List.of("id"), "id", "note");
    }

    static ForeignMessage manifest(String name, String body) {
        ForeignMessage message = new ForeignMessage(name);
        message.property("cloudEvents:type", "io.rowferry.manifest.v1");
        message.property("rf_job", "crm");
        message.property("rf_run", "20261122-001502-7f3a");
        message.property("rf_number", 1L);
        message.body = body.getBytes(StandardCharsets.UTF_8);
        return message;
    }

    /** Nothing that speaks of rowferry. */
    static ForeignMessage nothing(String name) {
        return new ForeignMessage(name);
    }

    ForeignMessage property(String name, Object itsValue) {
        properties.put(name, itsValue);
        return this;
    }

    /** The same for the ledger, another message for the bus. */
    ForeignMessage named(String messageId) {
        id = messageId;
        return this;
    }

    ForeignMessage without(String name) {
        properties.remove(name);
        return this;
    }

    ForeignMessage session(String itsSession) {
        session = itsSession;
        return this;
    }

    /** Other JSON, with the checksum that belongs to it. */
    ForeignMessage json(String json) {
        byte[] unpacked = json.getBytes(StandardCharsets.UTF_8);
        property("rf_checksum", sha256(unpacked));
        return packed(gzip(unpacked));
    }

    /** Those rows, with all that belongs to them. */
    ForeignMessage rows(int number, String json) {
        return property("rf_rows", number).json(BODY.replaceFirst("\"rows\":.*", "\"rows\":" + json + "}"));
    }

    /** With the fingerprint of these columns, the first an integer, the others texts. */
    ForeignMessage shape(List<String> key, String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            all.add(new Column(column, all.isEmpty() ? ColumnType.integer(32) : ColumnType.text(200), true));
        }
        return property("rf_fingerprint", Fingerprint.of(all, key, null));
    }

    ForeignMessage packed(byte[] bytes) {
        body = bytes;
        return this;
    }

    /** AMQP has bodies that are no bytes. */
    ForeignMessage value(Object itsValue) {
        value = itsValue;
        return this;
    }

    ServiceBusMessage message() {
        ServiceBusMessage message =
                value == null ? new ServiceBusMessage(body) : new ServiceBusMessage(AmqpMessageBody.fromValue(value));
        message.setMessageId(id).setSessionId(session);
        message.getApplicationProperties().putAll(properties);
        return message;
    }

    static byte[] gzip(byte[] unpacked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(unpacked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
