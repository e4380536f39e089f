package io.rowferry.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.OpenTransaction.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link Horizon} as a text for the state store: a JSON array whose first element is the version of its shape. */
public final class HorizonText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int VERSION = 1;

    private HorizonText() {}

    public static String of(Horizon horizon) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            json.writeNumber(VERSION);
            json.writeString(horizon.server());
            moment(json, horizon.clock());
            moment(json, horizon.proven());
            for (Pending pending : horizon.pending()) {
                json.writeStartArray();
                moment(json, pending.at());
                for (OpenTransaction open : pending.open()) {
                    json.writeStartArray();
                    json.writeString(open.kind().name());
                    json.writeString(open.id());
                    json.writeString(open.session());
                    json.writeString(open.user());
                    json.writeString(open.application());
                    moment(json, open.since());
                    json.writeEndArray();
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to take text", e);
        }
        return text.toString();
    }

    /**
     * Reads it back.
     *
     * @return {@link Horizon#NONE} for a text that this version did not write
     */
    public static Horizon read(@Nullable String text) {
        if (text == null) {
            return Horizon.NONE;
        }
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            if (json.nextIntValue(0) != VERSION) {
                return Horizon.NONE;
            }
            String server = json.nextTextValue();
            Instant clock = moment(json.nextTextValue());
            Instant proven = moment(json.nextTextValue());
            return new Horizon(server, clock, proven, list(json, HorizonText::pending));
        } catch (IOException e) {
            throw new UncheckedIOException("the state store holds a horizon that is cut off", e);
        }
    }

    private static Pending pending(JsonParser json) {
        try {
            Instant at = Instant.parse(json.nextTextValue());
            return new Pending(at, list(json, HorizonText::open));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OpenTransaction open(JsonParser json) {
        try {
            OpenTransaction open = new OpenTransaction(
                    Kind.valueOf(json.nextTextValue()),
                    json.nextTextValue(),
                    json.nextTextValue(),
                    json.nextTextValue(),
                    json.nextTextValue(),
                    moment(json.nextTextValue()));
            json.nextToken();
            return open;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> list(JsonParser json, Function<JsonParser, T> element) throws IOException {
        List<T> elements = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_ARRAY) {
            elements.add(element.apply(json));
        }
        return elements;
    }

    private static void moment(JsonGenerator json, @Nullable Instant moment) throws IOException {
        json.writeString(moment == null ? null : moment.toString());
    }

    private static @Nullable Instant moment(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
