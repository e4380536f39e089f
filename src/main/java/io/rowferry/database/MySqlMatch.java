package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;

/** How a staged row {@code s} meets the row {@code t} of the target that has its key, in the SQL of MariaDB and MySQL. */
record MySqlMatch(MySqlFamily engine, WritePlan plan) {
    private static final int DUPLICATE_KEY = 1062;

    /** A condition that is true of both. */
    String key() {
        return plan.keyPlaces().stream().map(i -> held(i) + " = " + typed(i)).collect(joining(" AND "));
    }

    /** Of two that meet, a condition that is true where text columns of a case-insensitive key have hidden a difference. */
    String otherKey() {
        return plan.keyPlaces().stream()
                .filter(i -> plan.column(i).collation() != null)
                .map(i -> "NOT (" + bytes(engine.canonicalText(plan.columns().get(i), held(i))) + " <=> "
                        + bytes("s." + Staging.at(i)) + ")")
                .reduce((one, other) -> one + " OR " + other)
                .orElse("false");
    }

    /** What to say where {@link #otherKey} is true. */
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
