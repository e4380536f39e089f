package io.rowferry.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BodyWriter} wrote, or any other sender of the same form. */
final class BodyReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private List<Column> columns = List.of();
    private List<String> key = List.of();
    private @Nullable String version;
    private final List<@Nullable String[]> rows = new ArrayList<>();

    private BodyReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads a whole body.
     *
     * @throws IOException when it is not JSON of this form
     */
    static BatchBody read(byte[] unpacked) throws IOException {
        try (JsonParser json = JSON.createParser(unpacked)) {
            return new BodyReader(json).read();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private BatchBody read() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "columns" -> columns = columns(value);
                case "key" -> key = texts(value);
                case "version" -> version = value == JsonToken.VALUE_NULL ? null : json.getText();
                case "rows" -> rows(value);
                default -> json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (columns.isEmpty() || key.isEmpty()) {
            throw new IOException("a batch needs columns and a key");
        }
        return new BatchBody(columns, key, version, rows);
    }

    private List<Column> columns(JsonToken start) throws IOException {
        expect(start, JsonToken.START_ARRAY);
        List<Column> read = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String name = "";
            String type = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                expect(json.nextToken(), JsonToken.VALUE_STRING);
                name = field.equals("name") ? json.getText() : name;
                type = field.equals("type") ? json.getText() : type;
            }
            read.add(new Column(name, ColumnType.parse(type), true));
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        return read;
    }

    private List<String> texts(JsonToken start) throws IOException {
        expect(start, JsonToken.START_ARRAY);
        List<String> read = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            read.add(json.getText());
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        return read;
    }

    private void rows(JsonToken start) throws IOException {
        expect(start, JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_ARRAY) {
            rows.add(row());
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
    }

    private @Nullable String[] row() throws IOException {
        @Nullable String[] row = new @Nullable String[columns.size()];
        for (int i = 0; i < row.length; i++) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                row[i] = json.getText();
            } else {
                expect(token, JsonToken.VALUE_NULL);
            }
        }
        expect(json.nextToken(), JsonToken.END_ARRAY);
        return row;
    }

    private static void expect(@Nullable JsonToken token, JsonToken wanted) throws IOException {
        if (token != wanted) {
            throw new IOException("expected " + wanted + ", found " + token);
        }
    }
}
