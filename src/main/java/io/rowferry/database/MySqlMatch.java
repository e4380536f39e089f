package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.ColumnType.Kind;
import java.sql.SQLException;
import java.util.stream.Stream;

/** How a staged row {@code s} meets the row {@code t} of the target that has its key, in the SQL of MariaDB and MySQL. */
record MySqlMatch(MySqlFamily engine, WritePlan plan) {
    private static final int DUPLICATE_KEY = 1062;

    /** A condition that is true of both. */
    String key() {
        return plan.keyPlaces().stream().map(i -> held(i) + " = " + typed(i)).collect(joining(" AND "));
    }

    /** Of two that meet, a condition that is true where text columns of a case-insensitive key have hidden a difference. */
    String otherKey() {
        return other(plan.keyPlaces().stream().filter(i -> plan.column(i).collation() != null));
    }

    /** The same of every column whose type makes something of any text, as a number of {@code 2x}. */
    String otherText() {
        return other(plan.keyPlaces().stream()
                .filter(i -> plan.column(i).type().kind() != Kind.UUID
                        && !plan.column(i).type().comparedByMeaning()));
    }

    private String other(Stream<Integer> places) {
        return places.map(
                        i -> "NOT (" + bytes(engine.canonicalText(plan.columns().get(i), held(i))) + " <=> "
                                + bytes("s." + Staging.at(i)) + ")")
                .reduce((one, other) -> one + " OR " + other)
                .orElse("false");
    }

    /** What to say where one of these is true. */
    static SQLException isOtherKey() {
        return new SQLException(
                "the key equals another row's key under the target's collation", "23000", DUPLICATE_KEY);
    }

    String typed(int place) {
        return engine.typed(plan.column(place), plan.columns().get(place).form(), "s." + Staging.at(place));
    }

    String held(int place) {
        return "t." + engine.quote(plan.column(place).name());
    }

    /** Collations pad and fold; bytes do not. */
    static String bytes(String text) {
        return "cast(" + text + " as binary)";
    }
}
