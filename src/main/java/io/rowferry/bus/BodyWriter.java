package io.rowferry.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.table.Column;
import io.rowferry.table.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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

    /** One finished body of these rows, however large. */
    public static PackedBody pack(BatchBody body) {
        BodyWriter writer = new BodyWriter(body.columns(), body.key(), body.version());
        body.rows().each(writer::add);
        return Packing.pack(writer.finish(), writer.rows);
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

    /**
     * Ends the batch; nothing can be added after it. Rows that do not shrink come out as several bodies.
     *
     * @param largest how many packed bytes a body may have
     * @throws RowTooLargeException when one row alone has more
     */
    public List<PackedBody> pack(int largest) throws RowTooLargeException {
        byte[] unpacked = finish();
        PackedBody packed = Packing.pack(unpacked, rows);
        if (packed.size() <= largest) {
            return List.of(packed);
        }
        List<PackedBody> bodies = new ArrayList<>();
        try {
            BatchBody body = BodyReader.read(unpacked);
            List<@Nullable String[]> all = new ArrayList<>();
            body.rows().each(all::add);
            halve(body, all, largest, bodies);
        } catch (IOException e) {
            throw impossible(e);
        }
        return bodies;
    }

    private static void halve(BatchBody body, List<@Nullable String[]> rows, int largest, List<PackedBody> into)
            throws RowTooLargeException {
        if (rows.size() == 1) {
            throw new RowTooLargeException(rows.get(0));
        }
        int middle = rows.size() / 2;
        for (List<@Nullable String[]> half : List.of(rows.subList(0, middle), rows.subList(middle, rows.size()))) {
            PackedBody packed = pack(body.with(Rows.of(half)));
            if (packed.size() <= largest) {
                into.add(packed);
            } else {
                halve(body, half, largest, into);
            }
        }
    }

    private byte[] finish() {
        try {
            json.writeEndArray();
            json.writeEndObject();
            json.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException("memory does not fail to take bytes", e);
    }
}
