package io.rowferry.command;

import static java.util.stream.Collectors.joining;

import io.rowferry.servers.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column's type.
 *
 * @param sql as a CREATE TABLE has it
 * @param size bits of a number, digits of a decimal, characters or bytes of a text; below zero where it has no limit
 * @param scale digits after the point, of a second, too
 * @param labels of an enum or a set
 * @param prelude what must be executed before a table can have the type; null when nothing
 */
record RandomType(
        Engine engine,
        RandomFamily family,
        String sql,
        int size,
        int scale,
        List<String> labels,
        @Nullable String prelude) {
    static final int UNLIMITED = -1;

    static RandomType of(Engine engine, RandomFamily family, String sql, int size, int scale) {
        return new RandomType(engine, family, sql, size, scale, List.of(), null);
    }

    static RandomType postgres(RandomFamily family, String sql, int size, int scale) {
        return of(Engine.POSTGRESQL, family, sql, size, scale);
    }

    static RandomType mariaDb(RandomFamily family, String sql, int size, int scale) {
        return of(Engine.MARIADB, family, sql, size, scale);
    }

    /** An enum of PostgreSQL's, which is a type of its own. */
    static RandomType postgresEnum(String name, List<String> labels) {
        String create = "create type " + name + " as enum " + listed(labels);
        return new RandomType(Engine.POSTGRESQL, RandomFamily.ENUM, name, UNLIMITED, 0, labels, create);
    }

    static RandomType mariaDbLabels(RandomFamily family, List<String> labels, boolean binary) {
        String sql =
                (family == RandomFamily.SET ? "set" : "enum") + listed(labels) + (binary ? " collate utf8mb4_bin" : "");
        return new RandomType(Engine.MARIADB, family, sql, UNLIMITED, 0, labels, null);
    }

    /** The type under another name. */
    RandomType domain(String name) {
        String create = "create domain " + name + " as " + sql;
        return new RandomType(engine, family, name, size, scale, labels, create);
    }

    boolean isUnsigned() {
        return sql.contains("unsigned");
    }

    boolean isFixedBytes() {
        return sql.startsWith("binary");
    }

    private static String listed(List<String> labels) {
        return labels.stream()
                .map(label -> "'" + label.replace("'", "''") + "'")
                .collect(joining(", ", "(", ")"));
    }
}
