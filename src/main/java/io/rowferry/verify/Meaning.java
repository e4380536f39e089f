package io.rowferry.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The one form of values whose text differs between engines though they mean the same: floats as numbers, JSON as trees
 * with exact decimals and without an order of members.
 */
final class Meaning {
    private static final JsonFactory JSON = new JsonFactory();

    private Meaning() {}

    /**
     * Two values mean the same if and only if their forms are equal.
     *
     * @param one the column's type on one side, and {@code other} on the other: a number that passed through the narrower
     *     of both has no more digits than that
     */
    static String of(String text, ColumnType one, ColumnType other) {
        if (one.kind() == Kind.JSON) {
            return tree(text);
        }
        double number = number(text);
        boolean single = Math.min(one.size(), other.size()) == 32;
        // Adding zero makes the negative zero the same number as the positive one.
        return single ? Float.toString((float) number + 0f) : Double.toString(number + 0d);
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    private static String tree(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            JsonToken first = json.nextToken();
            String value = first == null ? null : value(json, first);
            if (value != null && json.nextToken() == null) {
                return value;
            }
        } catch (IOException e) {
            // It is none.
        }
        return "not JSON: " + text;
    }

    private static String value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> members(json);
            case START_ARRAY -> elements(json);
            case VALUE_STRING -> quoted(json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> decimal(json.getDecimalValue());
            default -> json.getText();
        };
    }

    private static String decimal(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
    }

    private static String members(JsonParser json) throws IOException {
        // Members of one name are kept apart: a server that keeps the last alone has lost the others.
        Map<String, List<String>> members = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            members.computeIfAbsent(name, n -> new ArrayList<>()).add(value(json, json.nextToken()));
        }
        return members.entrySet().stream()
                .flatMap(member -> member.getValue().stream().map(value -> quoted(member.getKey()) + ":" + value))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String elements(JsonParser json) throws IOException {
        StringBuilder elements = new StringBuilder("[");
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            elements.append(value(json, token)).append(',');
        }
        return elements.append(']').toString();
    }

    /** Its length makes a text distinct from everything around it. */
    private static String quoted(String text) {
        return text.length() + "\"" + text + "\"";
    }
}
