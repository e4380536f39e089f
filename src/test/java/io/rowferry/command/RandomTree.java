package io.rowferry.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON as lists, maps and exact decimals. Members have no order, but those of the same name have one, and none of them
 * goes under. Two texts mean the same if and only if their trees are equal.
 */
final class RandomTree {
    private static final JsonFactory JSON = new JsonFactory();

    private RandomTree() {}

    /** The tree, or the text itself where it is no JSON. */
    static @Nullable Object of(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            return value(json, json.nextToken());
        } catch (IOException noJson) {
            return text;
        }
    }

    /** The only member of that name, of a document that is well formed. */
    static @Nullable Object member(@Nullable Object tree, String name) {
        return tree instanceof Map<?, ?> members && members.get(name) instanceof List<?> values ? values.get(0) : null;
    }

    /** The elements of the member of that name; none if there is no such member. */
    static List<?> elements(@Nullable Object tree, String name) {
        return member(tree, name) instanceof List<?> elements ? elements : List.of();
    }

    private static @Nullable Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> members(json);
            case START_ARRAY -> elements(json);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getDecimalValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    private static BigDecimal number(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private static Map<String, List<@Nullable Object>> members(JsonParser json) throws IOException {
        Map<String, List<@Nullable Object>> members = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            members.computeIfAbsent(name, n -> new ArrayList<>()).add(value(json, json.nextToken()));
        }
        return members;
    }

    private static List<@Nullable Object> elements(JsonParser json) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            elements.add(value(json, token));
        }
        return elements;
    }

    /** As a job file takes it, too. */
    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
