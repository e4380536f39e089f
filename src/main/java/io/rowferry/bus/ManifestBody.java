package io.rowferry.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rowferry.bus.Manifest.Sent;
import io.rowferry.table.TableName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A manifest's body: {@code {"lanes":{"007":{"orders":{"batches":3,"rows":1200}}}}}. */
final class ManifestBody {
    private static final JsonFactory JSON = new JsonFactory();

    /** Of batches or rows; sums of such numbers do not overflow. */
    private static final long MOST = 1_000_000_000_000L;

    private ManifestBody() {}

    static byte[] write(Map<Integer, Map<TableName, Sent>> lanes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("lanes");
            for (Map.Entry<Integer, Map<TableName, Sent>> lane : new TreeMap<>(lanes).entrySet()) {
                json.writeObjectFieldStart(Attributes.session(lane.getKey()));
                for (Map.Entry<TableName, Sent> table : lane.getValue().entrySet()) {
                    json.writeObjectFieldStart(table.getKey().toString());
                    json.writeNumberField("batches", table.getValue().batches());
                    json.writeNumberField("rows", table.getValue().rows());
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to take bytes", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads back what {@link #write} wrote; fields of later versions are passed over.
     *
     * @throws NotOursException when it is something else
     */
    static Map<Integer, Map<TableName, Sent>> read(byte[] body) throws NotOursException {
        Map<Integer, Map<TableName, Sent>> lanes = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            begin(json);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (!json.currentName().equals("lanes")) {
                    json.nextToken();
                    json.skipChildren();
                    continue;
                }
                begin(json);
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    lanes.put(MessageReader.lane(json.currentName()), lane(json));
                }
            }
            return lanes;
        } catch (IOException | IllegalArgumentException e) {
            throw new NotOursException("it is a damaged manifest: " + e.getMessage(), e);
        }
    }

    private static Map<TableName, Sent> lane(JsonParser json) throws IOException, NotOursException {
        Map<TableName, Sent> tables = new LinkedHashMap<>();
        begin(json);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            TableName table = TableName.parse(json.currentName());
            long batches = 0;
            long rows = 0;
            begin(json);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("batches")) {
                    batches = number(json);
                } else if (name.equals("rows")) {
                    rows = number(json);
                } else {
                    json.skipChildren();
                }
            }
            tables.put(table, new Sent(batches, rows));
        }
        return tables;
    }

    private static long number(JsonParser json) throws IOException, NotOursException {
        long number = json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
        if (number < 0 || number > MOST) {
            throw new NotOursException(
                    "it is a damaged manifest: " + json.currentName() + " is no number from 0 to " + MOST);
        }
        return number;
    }

    private static void begin(JsonParser json) throws IOException, NotOursException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new NotOursException("it is a damaged manifest");
        }
    }
}
