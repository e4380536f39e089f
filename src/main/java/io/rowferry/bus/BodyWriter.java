package io.rowferry.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.table.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one batch's rows down as JSON while they come in, and packs them:
 * {@code {"columns":[{"name":"id","type":"integer(64)"},…],"key":["id"],"version":"updated_at","rows":[["1","42",null],…]}}.
 * One thread.
 */
public final class BodyWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    private final JsonGenerator json;
    private int rows;

    public BodyWriter(List<Column> columns, List<String> key, @Nullable String version) {
        try {
            json = JSON.createGenerator(bytes);
            json.writeStartObject();
            json.writeArrayFieldStart("columns");
            for (Column column : columns) {
                json.writeStartObject();
                json.writeStringField("name", column.name());
                json.writeStringField("type", column.type().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("key");
            for (String name : key) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeStringField("version", version);
            json.writeArrayFieldStart("rows");
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** A finished body of these rows. */
    public static PackedBody pack(BatchBody body) {
        BodyWriter writer = new BodyWriter(body.columns(), body.key(), body.version());
        body.rows().forEach(writer::add);
        return writer.pack();
    }

    public void add(@Nullable String[] row) {
        try {
            json.writeStartArray();
            for (String value : row) {
                json.writeString(value);
            }
            json.writeEndArray();
            rows++;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    public int rows() {
        return rows;
    }

    /** The size so far, before packing, in bytes. */
    public int size() {
        return bytes.size() + json.getOutputBuffered();
    }

    /** Ends the batch. Nothing can be added after it. */
    public PackedBody pack() {
        try {
            json.writeEndArray();
            json.writeEndObject();
            json.close();
            return Packing.pack(bytes.toByteArray(), rows);
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException("memory does not fail to take bytes", e);
    }
}
