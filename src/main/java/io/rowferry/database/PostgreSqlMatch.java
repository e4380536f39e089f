package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.ColumnType.Kind;
import java.sql.SQLException;
import org.postgresql.util.PSQLState;

/**
 * How a staged row {@code s}, with typed values {@code vi} and texts {@code ci}, meets the row {@code t} of the target that
 * has its key, in PostgreSQL's SQL.
 */
record PostgreSqlMatch(Engine engine, WritePlan plan) {

    /** A condition that is true of both. */
    String key() {
        return plan.keyPlaces().stream()
                .map(i -> held(i) + " " + equal(i) + " s.v" + i)
                .collect(joining(" AND "));
    }

    /** The operator of a type that is not on the search path is not found by itself, but that of text is. */
    private String equal(int place) {
        String folding = plan.column(place).collation();
        int schema = folding == null ? -1 : folding.lastIndexOf('.');
        return folding == null || schema < 0 ? "=" : "OPERATOR(" + folding.substring(0, schema) + ".=)";
    }

    /**
     * A staged value in the default collation, which gives way to that of the target's column. In the staging table's own,
     * no index on a text would serve, and two explicit ones cannot be compared at all.
     */
    String givingWay(int place, String value) {
        return isText(place) ? "(" + value + " COLLATE \"default\")" : value;
    }

    /** Of two that meet, a condition that is true where a collation has hidden a difference; NULL where no two have met. */
    String otherKey() {
        return plan.keyPlaces().stream()
                .filter(this::isText)
                .map(i -> text(i) + " <> s." + Staging.at(i))
                .reduce((one, other) -> one + " OR " + other)
                .orElse("false");
    }

    /** Whether the target may take the key of a row for another row's. */
    boolean mayHideKeys() {
        return plan.keyPlaces().stream().anyMatch(this::isText);
    }

    /** Of a row in the way of an insert, a condition that is true where the two keys are the very same. */
    String sameKey() {
        return plan.keyPlaces().stream()
                .filter(this::isText)
                .map(i -> text(i) + " = " + text(i, "excluded"))
                .reduce((one, other) -> one + " AND " + other)
                .orElse("true");
    }

    /** What to say where {@link #otherKey} is true. */
    static SQLException isOtherKey() {
        return new SQLException(
                "the target takes the key for another row's by its collation", PSQLState.UNIQUE_VIOLATION.getState());
    }

    String held(int place) {
        return of("t", place);
    }

    private String of(String row, int place) {
        return row + "." + engine.quote(plan.column(place).name());
    }

    /** The target's value as text that is compared byte by byte, whatever the collation of its column. */
    String text(int place) {
        return text(place, "t");
    }

    private String text(int place, String row) {
        return "(" + engine.canonicalText(plan.columns().get(place), of(row, place)) + " COLLATE \"C\")";
    }

    private boolean isText(int place) {
        Kind kind = plan.column(place).type().kind();
        return kind == Kind.TEXT || kind == Kind.CHAR;
    }
}
