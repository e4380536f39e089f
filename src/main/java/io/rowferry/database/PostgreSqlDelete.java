package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.postgresql.util.PSQLState;

/** The statements of a guarded delete of PostgreSQL, which says the same of a missing parent as of a child in the way. */
final class PostgreSqlDelete implements GuardedDelete {
    private static final String RESTRICT_VIOLATION = "23001";

    private final WritePlan plan;
    private final PostgreSqlMatch match;
    private final DeleteThenLook statements;

    PostgreSqlDelete(Engine engine, WritePlan plan) {
        this.plan = plan;
        this.match = new PostgreSqlMatch(engine, plan);
        String table = engine.quote(plan.table());
        String delete = staged() + "DELETE FROM " + table + " t USING s WHERE " + match.key() + " AND NOT ("
                + match.otherKey() + ") AND ";
        String version = plan.version();
        String held = version == null ? null : match.held(plan.place(version));
        String given = version == null ? null : "s.v" + plan.place(version);
        this.statements = new DeleteThenLook(
                delete + DeleteThenLook.goes(true, held, given),
                delete + DeleteThenLook.goes(false, held, given),
                staged() + "SELECT s.n, " + match.otherKey() + " FROM s JOIN " + table + " t ON " + match.key()
                        + " ORDER BY s.n",
                PostgreSqlMatch::isOtherKey);
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

    private String value(int place) {
        return match.givingWay(
                place,
                PostgreSqlText.typed(
                        plan.column(place), plan.columns().get(place).form(), "g." + Staging.at(place)));
    }
}
