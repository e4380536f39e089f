package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.replay.ShownLetter;
import io.rowferry.table.Column;
import io.rowferry.table.Order;
import io.rowferry.table.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a dead letter with all that is in it, its rows included, as they were sent. */
final class WholeLetterJson {
    private WholeLetterJson() {}

    static void write(ShownLetter letter, JsonGenerator json) throws IOException {
        LetterSpool.write(letter.letter(), json);
        Order order = letter.order();
        json.writeStringField("order", order == null ? null : order.run() + "/" + order.sequence());
        json.writeStringField(
                "operation",
                letter.operation() == null ? null : letter.operation().label());
        json.writeStringField("checksum", letter.checksum());
        json.writeObjectFieldStart("properties");
        for (Map.Entry<String, Object> property : letter.properties().entrySet()) {
            value(property.getKey(), property.getValue(), json);
        }
        json.writeEndObject();
        Rows rows = letter.rows();
        if (rows != null) {
            rows(letter, rows, json);
        } else if (letter.base64() != null) {
            json.writeStringField("body", letter.base64());
        }
    }

    private static void value(String name, Object value, JsonGenerator json) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBooleanField(name, flag);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            json.writeNumberField(name, ((Number) value).longValue());
        } else {
            json.writeStringField(name, String.valueOf(value));
        }
    }

    private static void rows(ShownLetter letter, Rows rows, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("columns");
        for (Column column : letter.columns()) {
            json.writeString(column.name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("key");
        for (String name : letter.key()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeStringField("version", letter.version());
        json.writeFieldName("content");
        json.writeStartArray();
        try {
            rows.each(row -> array(row, json));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        json.writeEndArray();
    }

    private static void array(@Nullable String[] row, JsonGenerator json) {
        try {
            json.writeStartArray();
            for (String value : row) {
                json.writeString(value);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
