package io.rowferry.broker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole JSON file, keeping places. A field that stands twice in one object is an error. */
final class JsonFile {
    private final JsonParser parser;

    private JsonFile(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The one value in the file.
     *
     * @throws JsonParseException where it is not JSON
     */
    static Json read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = new JsonFactory().createParser(in)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            if (parser.nextToken() == null) {
                throw new JsonParseException(parser, "the file is empty", parser.currentLocation());
            }
            Json value = new JsonFile(parser).value();
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the end", parser.currentTokenLocation());
            }
            return value;
        }
    }

    static Json.Place place(JsonLocation location) {
        return new Json.Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** The parser stands at the value's first token, and afterwards at its last. */
    private Json value() throws IOException {
        Json.Place place = place(parser.currentTokenLocation());
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_ARRAY) {
            List<Json> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return new Json.Items(place, items);
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, Json.Field> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Json.Place name = place(parser.currentTokenLocation());
                String key = parser.currentName();
                parser.nextToken();
                fields.put(key, new Json.Field(name, value()));
            }
            return new Json.Fields(place, fields);
        }
        return new Json.Scalar(place, token, parser.getText());
    }
}
