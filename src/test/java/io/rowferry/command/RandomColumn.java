package io.rowferry.command;

import io.rowferry.servers.Engine;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param extra what stands behind its type, a number that counts itself for instance
 * @param generatedFrom the column that the server computes it from; null when it is stored as given
 */
record RandomColumn(
        String name,
        RandomType type,
        boolean required,
        String extra,
        @Nullable String generatedFrom) {
    RandomColumn(String name, RandomType type, boolean required) {
        this(name, type, required, "", null);
    }

    boolean isGenerated() {
        return generatedFrom != null;
    }

    String ddl() {
        // A timestamp of MariaDB's fills itself unless it may be null.
        String nulls = required ? " not null" : type.engine() == Engine.MARIADB && !isGenerated() ? " null" : "";
        return quoted(type.engine(), name) + " " + type.sql() + (isGenerated() ? "" : nulls) + extra;
    }

    static String quoted(Engine engine, String name) {
        return engine == Engine.POSTGRESQL
                ? '"' + name.replace("\"", "\"\"") + '"'
                : '`' + name.replace("`", "``") + '`';
    }
}
