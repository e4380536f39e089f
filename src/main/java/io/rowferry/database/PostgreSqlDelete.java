package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.postgresql.util.PSQLState;

/** The statements of a guarded delete of PostgreSQL, which says the same of a missing parent as of a child in the way. */
final class PostgreSqlDelete implements GuardedDelete {
    private static final String RESTRICT_VIOLATION = "23001";

    private final Engine engine;
    private final WritePlan plan;
    private final DeleteThenLook statements;

    PostgreSqlDelete(Engine engine, WritePlan plan) {
        this.engine = engine;
        this.plan = plan;
        String table = engine.quote(plan.table());
        String delete = staged() + "DELETE FROM " + table + " t USING s WHERE " + keyMatch() + " AND NOT (" + otherKey()
                + ") AND ";
        String version = plan.version();
        String held = version == null ? null : held(plan.place(version));
        String given = version == null ? null : "s.v" + plan.place(version);
        this.statements = new DeleteThenLook(
                delete + DeleteThenLook.goes(true, held, given),
                delete + DeleteThenLook.goes(false, held, given),
                staged() + "SELECT s.n, " + otherKey() + " FROM s JOIN " + table + " t ON " + keyMatch()
                        + " ORDER BY s.n",
                PostgreSqlDelete::isOtherKey);
    }

    @Override
    public Deleted delete(Connection connection, int from, int to, int rows, boolean isInOrder) throws SQLException {
        try {
            return statements.delete(connection, from, to, rows, isInOrder);
        } catch (SQLException e) {
            if (PSQLState.FOREIGN_KEY_VIOLATION.getState().equals(e.getSQLState())) {
                throw new SQLException(e.getMessage(), RESTRICT_VIOLATION, e);
            }
            throw e;
        }
    }

    private static SQLException isOtherKey() {
        return new SQLException(
                "the key equals another row's key under the target's collation", PSQLState.UNIQUE_VIOLATION.getState());
    }

    /** The columns that matter as typed values {@code vi}, and the texts of the key as {@code ci}. */
    private String staged() {
        String version = plan.version();
        Stream<String> values = Stream.concat(
                        plan.keyPlaces().stream(), Stream.ofNullable(version).map(plan::place))
                .distinct()
                .map(i -> value(i) + " AS v" + i);
        Stream<String> texts = plan.keyPlaces().stream().map(i -> "g." + Staging.at(i));
        return "WITH s AS MATERIALIZED (SELECT g.n, "
                + Stream.concat(values, texts).collect(joining(", ")) + " FROM " + plan.staging()
                + " g WHERE g.n >= ? AND g.n < ?) ";
    }

    /** In the default collation, which gives way to the target column's own, so that an index on it serves. */
    private String value(int place) {
        Column column = plan.column(place);
        String value = PostgreSqlText.typed(column, plan.columns().get(place).form(), "g." + Staging.at(place));
        return isText(column) ? "(" + value + " COLLATE \"default\")" : value;
    }

    /** A collation that folds case or accents can match a row of another key. */
    private String otherKey() {
        return plan.keyPlaces().stream()
                .filter(i -> isText(plan.column(i)))
                .map(i -> engine.canonicalText(plan.columns().get(i), held(i)) + " COLLATE \"C\" <> s." + Staging.at(i))
                .reduce((one, other) -> one + " OR " + other)
                .orElse("false");
    }

    private static boolean isText(Column column) {
        return column.type().kind() == Kind.TEXT || column.type().kind() == Kind.CHAR;
    }

    private String keyMatch() {
        return plan.keyPlaces().stream().map(i -> held(i) + " = s.v" + i).collect(joining(" AND "));
    }

    private String held(int place) {
        return "t." + engine.quote(plan.column(place).name());
    }
}
