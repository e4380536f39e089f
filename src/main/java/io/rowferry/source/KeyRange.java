package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose key lies above one key and not above another, in the order of the source's own index.
 *
 * @param above canonical texts of the key below the range; null from the beginning
 * @param upTo canonical texts of the last key of the range; null to the end
 */
public record KeyRange(
        @Nullable List<String> above, @Nullable List<String> upTo) {

    /**
     * A WHERE clause with a parameter for each text of {@link #parameters}; empty when nothing is left out.
     *
     * @param where what else the rows must be, as SQL; null when nothing
     */
    String condition(Engine engine, List<Carried> key, @Nullable String where) {
        return Selection.where(conditions(engine, key), where);
    }

    /** What the key must meet, with a parameter for each text of {@link #parameters}. */
    public List<String> conditions(Engine engine, List<Carried> key) {
        List<String> conditions = new ArrayList<>();
        if (above != null) {
            conditions.add(compare(engine, key, ">"));
        }
        if (upTo != null) {
            conditions.add(compare(engine, key, "<="));
        }
        return conditions;
    }

    /** The texts for the question marks of {@link #conditions}, in their order. */
    public List<String> parameters(Engine engine) {
        List<String> parameters = new ArrayList<>();
        parameters(engine, above, parameters);
        parameters(engine, upTo, parameters);
        return parameters;
    }

    private static void parameters(Engine engine, @Nullable List<String> bound, List<String> into) {
        if (bound == null) {
            return;
        } else if (engine.rangesOverRows()) {
            into.addAll(bound);
            return;
        }
        into.add(bound.get(0));
        if (bound.size() > 1) {
            for (int last = 0; last < bound.size(); last++) {
                into.addAll(bound.subList(0, last + 1));
            }
        }
    }

    /**
     * A row comparison; spelt out where no index range is found for {@code (a, b) > (?, ?)}: a bound on the first column for
     * the index, then the exact condition, which passes over rows with an equal first column one by one.
     */
    private static String compare(Engine engine, List<Carried> key, String operator) {
        String strict = operator.substring(0, 1);
        Carried first = key.get(0);
        if (key.size() == 1) {
            return name(engine, first) + " " + operator + " " + typed(engine, first);
        } else if (engine.rangesOverRows()) {
            return row(key, column -> name(engine, column)) + " " + operator + " "
                    + row(key, column -> typed(engine, column));
        }
        List<String> alternatives = new ArrayList<>();
        for (int last = 0; last < key.size(); last++) {
            StringBuilder alternative = new StringBuilder("(");
            for (int i = 0; i < last; i++) {
                alternative.append(side(engine, key.get(i), "=")).append(" AND ");
            }
            String deciding = last == key.size() - 1 ? operator : strict;
            alternatives.add(alternative
                    .append(side(engine, key.get(last), deciding))
                    .append(")")
                    .toString());
        }
        return "(" + side(engine, first, strict + "=") + " AND (" + String.join(" OR ", alternatives) + "))";
    }

    private static String row(List<Carried> key, Function<Carried, String> value) {
        return key.stream().map(value).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String name(Engine engine, Carried column) {
        return engine.quote(column.column().name());
    }

    private static String side(Engine engine, Carried column, String operator) {
        return name(engine, column) + " " + operator + " " + typed(engine, column);
    }

    private static String typed(Engine engine, Carried column) {
        return engine.typed(column.column(), column.form(), "?");
    }
}
