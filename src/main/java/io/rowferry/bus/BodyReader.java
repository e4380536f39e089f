package io.rowferry.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link BodyWriter} wrote, or any other sender of the same form. The form of every row is checked at once; the
 * texts are read when they are asked for.
 */
final class BodyReader {
    /** A text may be as long as a whole body, since what was found to be of our form is read again and must stay so. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Packing.LARGEST_UNPACKED)
                    .build())
            .build();

    private final JsonParser json;
    private List<Column> columns = List.of();
    private List<String> key = List.of();
    private @Nullable String version;
    private int count = -1;

    private BodyReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads a whole body.
     *
     * @throws IOException when it is not JSON of this form
     */
    static BatchBody read(byte[] unpacked) throws IOException {
        try (JsonParser json = parser(unpacked)) {
            BodyReader reader = new BodyReader(json);
            reader.read();
            Rows rows = new UnpackedRows(unpacked, reader.columns.size(), reader.count);
            return new BatchBody(reader.columns, reader.key, reader.version, rows);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static JsonParser parser(byte[] unpacked) throws IOException {
        return JSON.createParser(unpacked);
    }

    private void read() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        Set<String> seen = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (!seen.add(name)) {
                throw new IOException("it has two of a field");
            }
            JsonToken value = json.nextToken();
            switch (name) {
                case "columns" -> columns = columns(value);
                case "key" -> key = texts(value);
                case "version" -> version = textOrNull(value);
                case "rows" -> count = rows(value);
                default -> json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        expect(json.nextToken(), null);
        check();
    }

    private void check() throws IOException {
        if (columns.isEmpty() || key.isEmpty() || count < 0) {
            throw new IOException("a batch needs columns, a key and rows");
        }
        Set<String> names = columns.stream().map(Column::name).collect(Collectors.toSet());
        if (names.size() < columns.size() || names.contains("")) {
            throw new IOException("its columns do not have a name each");
        } else if (!names.containsAll(key) || new HashSet<>(key).size() < key.size()) {
            throw new IOException("its key is not made of its columns");
        } else if (version != null && !names.contains(version)) {
            throw new IOException("its version is none of its columns");
        }
    }

    private @Nullable String textOrNull(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(value, JsonToken.VALUE_STRING);
        return json.getText();
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

    private int rows(JsonToken start) throws IOException {
        expect(start, JsonToken.START_ARRAY);
        if (columns.isEmpty()) {
            throw new IOException("columns come before rows");
        }
        int rows = 0;
        while (json.nextToken() == JsonToken.START_ARRAY) {
            for (int i = 0; i < columns.size(); i++) {
                JsonToken token = json.nextToken();
                if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
                    throw new IOException("row " + rows + " holds " + token);
                }
            }
            expect(json.nextToken(), JsonToken.END_ARRAY);
            rows++;
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        return rows;
    }

    static void expect(@Nullable JsonToken token, @Nullable JsonToken wanted) throws IOException {
        if (token != wanted) {
            throw new IOException("expected " + shown(wanted) + ", found " + shown(token));
        }
    }

    private static String shown(@Nullable JsonToken token) {
        return token == null ? "the end" : token.toString();
    }
}
