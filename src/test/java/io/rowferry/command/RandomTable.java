package io.rowferry.command;

import static java.util.stream.Collectors.joining;

import io.rowferry.servers.Engine;
import io.rowferry.servers.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A table on one engine. */
record RandomTable(Engine engine, String name, List<RandomColumn> columns, List<String> key) {

    Optional<RandomColumn> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    /** Without some columns, and without those that are computed from them. */
    RandomTable without(Set<String> dropped) {
        return new RandomTable(
                engine,
                name,
                columns.stream()
                        .filter(column -> !dropped.contains(column.name()))
                        .filter(column -> column.generatedFrom() == null || !dropped.contains(column.generatedFrom()))
                        .toList(),
                key);
    }

    String quotedName() {
        return RandomColumn.quoted(engine, name);
    }

    String ddl() {
        return columns.stream().map(RandomColumn::ddl).collect(joining(", ", "create table " + quotedName() + " (", ""))
                + ", primary key (" + quoted(key) + "))";
    }

    /** Puts the table, and what it needs, into a database. */
    void create(TestDatabase database) throws SQLException {
        String laxly = engine == Engine.MARIADB ? "set sql_mode = '', innodb_strict_mode = off" : "select 1";
        List<String> preludes = columns.stream()
                .map(column -> column.type().prelude())
                .filter(Objects::nonNull)
                .toList();
        database.execute(Stream.of(Stream.of(laxly), preludes.stream(), Stream.of(ddl()))
                .flatMap(statements -> statements)
                .toArray(String[]::new));
    }

    /**
     * Inserts rows of literals, one by one.
     *
     * @return how many the server took: keys may come twice, and a value may be one that it does not have
     */
    int insert(TestDatabase database, List<List<String>> rows) throws SQLException {
        int taken = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    engine == Engine.MARIADB
                            ? "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'"
                            : "set synchronous_commit = off");
            for (List<String> row : rows) {
                taken += insert(statement, row);
            }
        }
        return taken;
    }

    private int insert(Statement statement, List<String> row) {
        String overriding = engine == Engine.POSTGRESQL ? " overriding system value" : "";
        List<String> names = new ArrayList<>();
        columns.stream().filter(column -> !column.isGenerated()).forEach(column -> names.add(column.name()));
        try {
            return statement.executeUpdate("insert into " + quotedName() + " (" + quoted(names) + ")" + overriding
                    + " values (" + String.join(", ", row) + ")");
        } catch (SQLException notTaken) {
            return 0;
        }
    }

    private String quoted(List<String> names) {
        return names.stream().map(name -> RandomColumn.quoted(engine, name)).collect(joining(", "));
    }
}
