package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.ColumnType.Kind;
import java.sql.SQLException;

/** How a staged row {@code s} meets the row {@code t} of the target that has its key, in the SQL of MariaDB and MySQL. */
record MySqlMatch(MySqlFamily engine, WritePlan plan) {
    private static final int DUPLICATE_KEY = 1062;

    /** A condition that is true of both. */
    String key() {
        return plan.keyPlaces().stream().map(i -> held(i) + " = " + typed(i)).collect(joining(" AND "));
    }

    /**
     * Of two that meet, a condition that is true where they are not the same: a collation takes two texts for one, and a
     * comparison makes a number of any text, nought of {@code NaN} and the largest one of what is larger, or a date of one
     * before the common era, without a word unless something is written.
     */
    String otherKey() {
        return plan.keyPlaces().stream()
                .filter(i -> plan.column(i).type().kind() != Kind.UUID)
                .map(this::other)
                .reduce((one, other) -> one + " OR " + other)
                .orElse("false");
    }

    private String other(int place) {
        return "NOT (" + bytes(engine.canonicalText(plan.columns().get(place), held(place))) + " <=> "
                + bytes("s." + Staging.at(place)) + ")";
    }

    /** What to say where it is true. */
    static SQLException isOtherKey() {
        return new SQLException(
                "the target takes the key for another row's: by its collation, or since it cannot read it",
                "23000",
                DUPLICATE_KEY);
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
