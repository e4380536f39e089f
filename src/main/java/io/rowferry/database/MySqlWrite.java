package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.IntStream;

/**
 * Look, then UPDATE, then INSERT. Never ON DUPLICATE KEY UPDATE: any unique key triggers that, and would rewrite another
 * row than the one that was meant. Rows to be inserted beside others are marked first: an INSERT that also selects from its
 * own table goes through a temporary table, in which MariaDB (11.4.5) makes nothing of the bytes of a long text.
 */
final class MySqlWrite implements GuardedWrite {
    /** The column of the staging table that says that the target has no such row. */
    static final String ABSENT = "absent";

    private final MySqlFamily engine;
    private final WritePlan plan;
    private final MySqlMatch match;
    private final String look;
    private final String lookLate;
    private final String update;
    private final String updateLate;
    private final String insert;
    private final String mark;
    private final String insertMarked;

    MySqlWrite(MySqlFamily engine, WritePlan plan) {
        this.engine = engine;
        this.plan = plan;
        this.match = new MySqlMatch(engine, plan);
        this.look = look(true);
        this.lookLate = look(false);
        this.update = update(true);
        this.updateLate = update(false);
        String into = "INSERT INTO " + engine.quote(plan.table()) + " ("
                + plan.columns().stream()
                        .map(c -> engine.quote(c.column().name()))
                        .collect(joining(", ")) + ") SELECT "
                + IntStream.range(0, plan.columns().size())
                        .mapToObj(this::given)
                        .collect(joining(", ")) + " FROM "
                + plan.staging() + " s";
        String range = " s.n >= ? AND s.n < ?";
        this.insert = into + " WHERE" + range;
        // Also where there is one: a rollback may leave the marks of an earlier attempt.
        this.mark = "UPDATE " + plan.staging() + " s SET s." + ABSENT + " = NOT EXISTS (SELECT 1 FROM "
                + engine.quote(plan.table()) + " t WHERE " + match.key() + ") WHERE" + range;
        this.insertMarked = into + " WHERE" + range + " AND s." + ABSENT + " = 1";
    }

    @Override
    public Written write(Connection connection, int from, int to, int rows, boolean isInOrder) throws SQLException {
        Found found = find(connection, isInOrder ? look : lookLate, from, to);
        int updated = found.writable == 0 ? 0 : run(connection, isInOrder ? update : updateLate, from, to);
        int inserted = 0;
        if (found.present == 0) {
            inserted = run(connection, insert, from, to);
        } else if (found.present < rows) {
            run(connection, mark, from, to);
            inserted = run(connection, insertMarked, from, to);
        }
        int applied = updated + inserted;
        return new Written(applied, found.unchanged, rows - applied - found.unchanged);
    }

    /** What the target holds of a range, before anything is written. */
    private record Found(int present, int unchanged, int writable) {}

    private static Found find(Connection connection, String sql, int from, int to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, from);
            statement.setInt(2, to);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (result.getInt(4) > 0) {
                    throw MySqlMatch.isOtherKey();
                }
                return new Found(result.getInt(1), result.getInt(2), result.getInt(3));
            }
        }
    }

    private static int run(Connection connection, String sql, int from, int to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, from);
            statement.setInt(2, to);
            return statement.executeUpdate();
        }
    }

    private String look(boolean isInOrder) {
        return "SELECT count(*), coalesce(sum(" + same() + "), 0), coalesce(sum(" + writable(isInOrder)
                + "), 0), coalesce(sum(" + match.otherKey() + "), 0) FROM " + plan.staging() + " s STRAIGHT_JOIN "
                + engine.quote(plan.table()) + " t ON " + match.key() + " WHERE s.n >= ? AND s.n < ?";
    }

    private String update(boolean isInOrder) {
        String sets = plan.otherPlaces().stream()
                .map(i -> match.held(i) + " = " + given(i))
                .collect(joining(", "));
        return "UPDATE " + plan.staging() + " s STRAIGHT_JOIN " + engine.quote(plan.table()) + " t ON " + match.key()
                + " SET " + sets + " WHERE s.n >= ? AND s.n < ? AND " + writable(isInOrder);
    }

    /** Rows that are present and to be overwritten. */
    private String writable(boolean isInOrder) {
        String version = plan.version();
        if (plan.otherPlaces().isEmpty()) {
            return "false";
        } else if (version == null) {
            return isInOrder ? "NOT " + same() : "false";
        }
        String held = match.held(plan.place(version));
        String given = match.typed(plan.place(version));
        String newer = "(" + given + " IS NOT NULL AND (" + held + " IS NULL OR " + given + " > " + held + "))";
        return isInOrder ? "(" + newer + " OR (" + given + " <=> " + held + " AND NOT " + same() + "))" : newer;
    }

    private String same() {
        return plan.otherPlaces().isEmpty()
                ? "true"
                : plan.placesToCompare().stream().map(this::same).collect(joining(" AND ", "(", ")"));
    }

    private String same(int place) {
        ColumnType type = plan.column(place).type();
        String text = "s." + Staging.at(place);
        String held = match.held(place);
        return switch (type.kind()) {
            case FLOAT -> "(" + held + " <=> cast(" + text + " as " + (type.size() == 64 ? "double" : "float") + "))";
            case JSON -> engine.sameJson(held, text);
            default ->
                "(" + MySqlMatch.bytes(engine.canonicalText(plan.columns().get(place), held)) + " <=> "
                        + MySqlMatch.bytes(text) + ")";
        };
    }

    private String given(int place) {
        return MySqlStore.assigned(plan.columns().get(place), "s." + Staging.at(place));
    }
}
