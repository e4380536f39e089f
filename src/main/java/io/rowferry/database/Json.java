package io.rowferry.database;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Looks into JSON. */
final class Json {
    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /** Whether an object in it has two members of one name; false for what is no JSON, which servers refuse themselves. */
    static boolean repeatsMember(String text) {
        Deque<Set<String>> objects = new ArrayDeque<>();
        try (JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    objects.push(new HashSet<>());
                } else if (token == JsonToken.END_OBJECT) {
                    objects.pop();
                } else if (token == JsonToken.FIELD_NAME && !objects.element().add(json.currentName())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
