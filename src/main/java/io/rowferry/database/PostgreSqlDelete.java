package io.rowferry.database;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;

/** The statements of a guarded delete of PostgreSQL. */
final class PostgreSqlDelete {
    private PostgreSqlDelete() {}

    static GuardedDelete of(Engine engine, WritePlan plan) {
        PostgreSqlMatch match = new PostgreSqlMatch(engine, plan);
        String table = engine.quote(plan.table());
        String staged = staged(plan, match);
        String delete = staged + "DELETE FROM " + table + " t USING s WHERE " + match.key() + " AND NOT ("
                + match.otherKey() + ") AND ";
        String version = plan.version();
        String held = version == null ? null : match.held(plan.place(version));
        String given = version == null ? null : "s.v" + plan.place(version);
        return new DeleteThenLook(
                delete + DeleteThenLook.goes(true, held, given),
                delete + DeleteThenLook.goes(false, held, given),
                staged + "SELECT s.n, " + match.otherKey() + " FROM s JOIN " + table + " t ON " + match.key()
                        + " ORDER BY s.n",
                PostgreSqlMatch::isOtherKey);
    }

    /** The columns that matter as typed values {@code vi}, and the texts of the key as {@code ci}. */
    private static String staged(WritePlan plan, PostgreSqlMatch match) {
        String version = plan.version();
        Stream<String> values = Stream.concat(
                        plan.keyPlaces().stream(), Stream.ofNullable(version).map(plan::place))
                .distinct()
                .map(i -> value(plan, match, i) + " AS v" + i);
        Stream<String> texts = plan.keyPlaces().stream().map(i -> "g." + Staging.at(i));
        return "WITH s AS MATERIALIZED (SELECT g.n, "
                + Stream.concat(values, texts).collect(joining(", ")) + " FROM " + plan.staging()
                + " g WHERE g.n >= ? AND g.n < ?) ";
    }

    private static String value(WritePlan plan, PostgreSqlMatch match, int place) {
        return match.givingWay(
                place,
                PostgreSqlText.typed(
                        plan.column(place), plan.columns().get(place).form(), "g." + Staging.at(place)));
    }
}
