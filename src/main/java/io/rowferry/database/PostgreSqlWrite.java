package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import io.rowferry.table.Carried;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.IntStream;

/**
 * One statement per range: join the staged rows to the target, decide, upsert what is newer, count.
 *
 * <p>A rejected {@code ON CONFLICT … WHERE} still locks the row and writes to the log; rows that will not be written are
 * therefore left out by the join, and the WHERE only decides races with other writers.
 *
 * <p>The join sees no row that another writer has not committed yet, nor one of the same range; the index sees both, and
 * may take a text for another one. Such rows are looked at once more, each by itself, when the join sees the same.
 */
final class PostgreSqlWrite implements GuardedWrite {
    private static final String STATEMENT = """
            WITH s AS MATERIALIZED (
              SELECT %1$s FROM %2$s g WHERE g.n >= ? AND g.n < ?),
            j AS MATERIALIZED (
              SELECT s.*, CASE WHEN %3$s IS NULL THEN 'write' WHEN %4$s THEN 'write' WHEN %5$s THEN 'unchanged'
                               WHEN %6$s THEN 'write' ELSE 'stale' END AS verdict, %14$s AS other
                FROM s LEFT JOIN %7$s t ON %8$s),
            w AS (
              INSERT INTO %7$s AS t (%9$s) OVERRIDING SYSTEM VALUE
              SELECT %10$s FROM j WHERE verdict = 'write' ORDER BY %11$s
              ON CONFLICT (%12$s) %13$s RETURNING 1)
            SELECT (SELECT count(*) FROM w), count(*) FILTER (WHERE verdict = 'unchanged'), count(*),
              count(*) FILTER (WHERE other), count(*) FILTER (WHERE verdict = 'write') FROM j""";

    private final Engine engine;
    private final WritePlan plan;
    private final PostgreSqlMatch match;
    private final String inOrder;
    private final String late;

    PostgreSqlWrite(Engine engine, WritePlan plan) {
        this.engine = engine;
        this.plan = plan;
        this.match = new PostgreSqlMatch(engine, plan);
        this.inOrder = statement(true);
        this.late = statement(false);
    }

    @Override
    public Written write(Connection connection, int from, int to, int rows, boolean isInOrder) throws SQLException {
        String sql = isInOrder ? inOrder : late;
        Found found = run(connection, sql, from, to);
        if (found.passedOver() == 0 || !match.mayHideKeys()) {
            return found.written();
        } else if (rows > 1) {
            throw PostgreSqlMatch.isOtherKey();
        }
        return run(connection, sql, from, to).written();
    }

    /**
     * What a statement has done.
     *
     * @param passedOver how many rows were to be written and were not, as the index holds a row that the join has not seen
     */
    private record Found(Written written, int passedOver) {}

    private static Found run(Connection connection, String sql, int from, int to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, from);
            statement.setInt(2, to);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                if (result.getInt(4) > 0) {
                    throw PostgreSqlMatch.isOtherKey();
                }
                int applied = result.getInt(1);
                int unchanged = result.getInt(2);
                return new Found(
                        new Written(applied, unchanged, result.getInt(3) - applied - unchanged),
                        result.getInt(5) - applied);
            }
        }
    }

    private String statement(boolean isInOrder) {
        String version = plan.version();
        String newer = version == null ? "false" : newer("s.v" + plan.place(version), match.held(plan.place(version)));
        String alsoAtEqualVersion = !isInOrder
                ? "false"
                : version == null
                        ? "true"
                        : match.held(plan.place(version)) + " IS NOT DISTINCT FROM s.v" + plan.place(version);
        return STATEMENT.formatted(
                staged(),
                plan.staging(),
                match.held(plan.keyPlaces().get(0)),
                newer,
                plan.otherPlaces().isEmpty()
                        ? "true"
                        : plan.otherPlaces().stream().map(this::same).collect(joining(" AND ")),
                alsoAtEqualVersion,
                engine.quote(plan.table()),
                match.key(),
                plan.columns().stream()
                        .map(c -> engine.quote(c.column().name()))
                        .collect(joining(", ")),
                IntStream.range(0, plan.columns().size()).mapToObj(i -> "v" + i).collect(joining(", ")),
                plan.keyPlaces().stream().map(i -> "v" + i).collect(joining(", ")),
                plan.key().stream().map(engine::quote).collect(joining(", ")),
                onConflict(isInOrder),
                match.otherKey());
    }

    /** Each column as a typed value {@code vi}, and as the text {@code ci} that comparisons of content need. */
    private String staged() {
        return IntStream.range(0, plan.columns().size())
                .mapToObj(i -> value(i) + " AS v" + i + ", g." + Staging.at(i))
                .collect(joining(", "));
    }

    private String value(int place) {
        String value = PostgreSqlText.assigned(plan.columns().get(place), "g." + Staging.at(place));
        return plan.keyPlaces().contains(place) ? match.givingWay(place, value) : value;
    }

    private String same(int place) {
        Carried carried = plan.columns().get(place);
        return switch (carried.column().type().kind()) {
            case FLOAT -> match.held(place) + " IS NOT DISTINCT FROM s.v" + place;
            // Equal texts are equal JSON, and a json column holds some that jsonb refuses.
            case JSON ->
                "CASE WHEN " + match.held(place) + "::text = s." + Staging.at(place) + " THEN true ELSE "
                        + match.held(place) + "::jsonb IS NOT DISTINCT FROM s.v" + place + "::jsonb END";
            default -> match.text(place) + " IS NOT DISTINCT FROM s." + Staging.at(place);
        };
    }

    /** NULL is the lowest version. */
    private static String newer(String given, String held) {
        return "(" + given + " IS NOT NULL AND (" + held + " IS NULL OR " + given + " > " + held + "))";
    }

    private String onConflict(boolean isInOrder) {
        String version = plan.version();
        boolean nothingToSet = plan.otherPlaces().isEmpty();
        if (nothingToSet || (version == null && !isInOrder)) {
            return "DO NOTHING";
        }
        String sets = plan.otherPlaces().stream()
                .map(i -> engine.quote(plan.column(i).name()))
                .map(name -> name + " = excluded." + name)
                .collect(joining(", "));
        String sameKey = match.sameKey();
        if (version == null) {
            return "DO UPDATE SET " + sets + " WHERE " + sameKey;
        }
        String given = "excluded." + engine.quote(version);
        String held = "t." + engine.quote(version);
        String orEqual = isInOrder ? " OR " + given + " IS NOT DISTINCT FROM " + held : "";
        return "DO UPDATE SET " + sets + " WHERE " + sameKey + " AND (" + newer(given, held) + orEqual + ")";
    }
}
