package io.rowferry.command;

import io.rowferry.servers.Engine;
import io.rowferry.servers.TestDatabase;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;

/** Takes columns out of a target, which may not do without them, when the job drops them. */
final class RandomDrop {
    private RandomDrop() {}

    static void from(TestDatabase database, RandomTable table, Set<String> dropped) throws SQLException {
        // Those that are computed first: others are what they are computed from.
        String[] statements = Stream.of(true, false)
                .flatMap(computed -> table.columns().stream().filter(column -> column.isGenerated() == computed))
                .filter(column -> dropped.contains(column.name()))
                .map(column -> "alter table " + table.quotedName() + " drop column "
                        + RandomColumn.quoted(table.engine(), column.name()))
                .toArray(String[]::new);
        if (table.engine() == Engine.MARIADB) {
            database.execute(Stream.concat(Stream.of("set sql_mode = ''"), Stream.of(statements))
                    .toArray(String[]::new));
        } else {
            database.execute(statements);
        }
    }
}
