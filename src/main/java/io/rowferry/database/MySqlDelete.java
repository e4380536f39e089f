package io.rowferry.database;

/** The statements of a guarded delete of MariaDB and MySQL. */
final class MySqlDelete {
    private MySqlDelete() {}

    static GuardedDelete of(MySqlFamily engine, WritePlan plan) {
        MySqlMatch match = new MySqlMatch(engine, plan);
        String joined = " FROM " + plan.staging() + " s STRAIGHT_JOIN " + engine.quote(plan.table()) + " t ON "
                + match.key() + " WHERE s.n >= ? AND s.n < ?";
        String delete = "DELETE t" + joined + " AND NOT (" + match.otherKey() + ") AND ";
        String version = plan.version();
        String held = version == null ? null : match.held(plan.place(version));
        String given = version == null ? null : match.typed(plan.place(version));
        return new DeleteThenLook(
                delete + DeleteThenLook.goes(true, held, given),
                delete + DeleteThenLook.goes(false, held, given),
                "SELECT s.n, " + match.otherKey() + joined + " ORDER BY s.n",
                MySqlMatch::isOtherKey);
    }
}
