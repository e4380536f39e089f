package io.rowferry.plan;

import static java.util.stream.Collectors.joining;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.database.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks whether the target's login may write what a plan carries, before anything is sent or written. */
public final class WriteAccess {
    private static final String NO_ROW = " WHERE false";

    private WriteAccess() {}

    /**
     * Has the server explain an INSERT and an UPDATE of each table, and a DELETE where rows may be deleted: it checks the
     * login's rights and runs none of them.
     *
     * @throws Failure with {@code USAGE}, naming every table that may not be written at once
     */
    public static void check(Plan plan, Database target) {
        List<String> problems = new ArrayList<>();
        boolean deletes = false;
        for (TablePlan table : plan.tables()) {
            try (Connection connection = target.connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements(table, target.engine())) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                if (target.engine().fault(e).kind() != Fault.Kind.REFUSED) {
                    throw target.failure("looking whether " + table.table() + " may be written", e);
                }
                deletes |= deletes(table);
                problems.add(target.failure("writing " + table.table(), e).what());
            }
        }
        if (!problems.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    String.join("\n", problems),
                    "Nothing was read or written. Grant SELECT, INSERT"
                            + (deletes ? ", UPDATE and DELETE" : " and UPDATE")
                            + " on these tables, then run it again.");
        }
    }

    private static List<String> statements(TablePlan table, Engine engine) {
        String name = engine.quote(table.table());
        List<String> names = table.carried().stream().map(ColumnPlan::name).toList();
        String columns = names.stream().map(engine::quote).collect(joining(", "));
        String sets = names.stream()
                .filter(column -> !table.key().contains(column))
                .map(column -> engine.quote(column) + " = " + engine.quote(column))
                .collect(joining(", "));
        List<String> statements = new ArrayList<>();
        statements.add(engine.insertInto(table.table(), names) + " SELECT " + columns + " FROM " + name + NO_ROW);
        if (!sets.isEmpty()) {
            statements.add("UPDATE " + name + " SET " + sets + NO_ROW);
        }
        if (deletes(table)) {
            statements.add("DELETE FROM " + name + NO_ROW);
        }
        return statements.stream().map(sql -> "EXPLAIN " + sql).toList();
    }

    private static boolean deletes(TablePlan table) {
        return table.job().deletes().removesRows();
    }
}
