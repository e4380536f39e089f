package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Tables that are named, keyed or filled as one would not expect. */
@Beside
class NamesAndKeysTest {
    private static final long SEED = 20261122;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EachEngine
    void namesAndKeysMayBeAnything(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        String schema = elsewhere(engine);
        boolean postgres = engine == Engine.POSTGRESQL;
        String text = switch (engine) {
            case POSTGRESQL -> "varchar(40)";
            case MARIADB -> "varchar(40) collate utf8mb4_nopad_bin";
            case MYSQL -> "varchar(40) collate utf8mb4_0900_bin";
        };
        String quoted = postgres ? "\"Order\"" : "`Order`";
        source.execute(
                "create table \"Order\" (\"select\" int, \"Mixed Case\" text, \"it's %s ? \"\"x\"\" `y`\" text, \"\u00e9\" text,"
                        + " primary key (\"Mixed Case\", \"select\"))",
                "insert into \"Order\" select i, 'a' || i % 3, '\"`''', 'x' from generate_series(1, 300) i",
                "create table \"order\" (\"SELECT\" text primary key)",
                "insert into \"order\" values ('a'), ('A'), ('\u00e4'), ('a '), (''), (' '), ('\u0130'), ('ss'), ('\u00df')",
                "create table empty (id int primary key, a text)",
                "create table one (id int primary key)",
                "insert into one values (0)",
                "create table composite (c date, b uuid, a char(5), d numeric(6,2), primary key (a, b, c))",
                "insert into composite select '2026-01-01'::date + i, gen_random_uuid(), 'k' || i % 7, i"
                        + " from generate_series(1, 300) i",
                "create table links (a int, b int, primary key (b, a))",
                "insert into links select i, i % 10 from generate_series(1, 300) i",
                "create schema " + schema,
                "create table " + schema + ".parents (id int primary key)",
                "insert into " + schema + ".parents values (1)",
                "create table children (id int primary key, parent int)",
                "insert into children values (1, 1)");
        target.execute(
                "create table " + quoted + " (" + name(postgres, "select") + " int, " + name(postgres, "Mixed Case")
                        + " "
                        + text + ", " + name(postgres, "it's %s ? \"x\" `y`") + " " + text + ", "
                        + name(postgres, "\u00e9") + " " + text + ", primary key (" + name(postgres, "Mixed Case")
                        + ", "
                        + name(postgres, "select") + "))",
                "create table " + name(postgres, "order") + " (" + name(postgres, "SELECT") + " " + text
                        + " primary key)",
                "create table " + name(postgres, "empty") + " (id int primary key, a varchar(9))",
                "create table one (id int primary key)",
                "create table composite (a char(5), c date, b " + engine.type("uuid", "uuid")
                        + ", d decimal(6,2), primary key (a, b, c))",
                "create table links (a int, b int, primary key (b, a))",
                postgres ? "create schema " + schema : "create database " + schema,
                "create table " + schema + ".parents (id int primary key)",
                "create table children (id int primary key, parent int, foreign key (parent) references " + schema
                        + ".parents (id))");
        Scenario scenario = Scenario.between(
                folder,
                source,
                target,
                "children",
                "Order",
                "order",
                "empty",
                "one",
                "{table: composite, lane: d}",
                "links",
                schema + ".parents");

        assertThat(scenario.sync()).isEqualTo(synced(schema, true));
        assertThat(scenario.verify().exitCode()).isZero();
        assertThat(scenario.sync()).isEqualTo(synced(schema, false));
    }

    private static CommandRun synced(String schema, boolean applied) {
        return new CommandRun(
                0,
                Scenario.syncJson(
                        0,
                        table("Order", 300, applied),
                        table("order", 9, applied),
                        table("empty", 0, applied),
                        table("one", 1, applied),
                        table("composite", 300, applied),
                        table("links", 300, applied),
                        table(schema + ".parents", 1, applied),
                        table("children", 1, applied)),
                "");
    }

    private static String table(String table, long rows, boolean applied) {
        return Scenario.tableJson(table, rows, applied ? rows : 0, applied ? 0 : rows, 0);
    }

    private static String name(boolean postgres, String name) {
        return postgres ? '"' + name.replace("\"", "\"\"") + '"' : '`' + name.replace("`", "``") + '`';
    }

    /** A schema of PostgreSQL's is a database of MariaDB's. */
    private static String elsewhere(Engine engine) {
        return engine == Engine.POSTGRESQL ? "elsewhere" : "elsewhere_names";
    }

    /** The target's collation takes two keys for one; which of them comes first is open, but it is never overwritten. */
    @Test
    void keysThatTheTargetTakesForOneAreRejected() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table codes (code text primary key, n int)", "insert into codes values ('a', 1), ('A', 2)");
        target.execute("create table codes (code varchar(9) collate utf8mb4_general_ci primary key, n int)");
        Scenario scenario = Scenario.between(folder, source, target, "codes");

        assertThat(scenario.sync())
                .isEqualTo(new CommandRun(4, Scenario.syncJson(4, Scenario.tableJson("codes", 2, 1, 0, 1)), ""));
        assertThat(scenario.run("replay-dlq", "--list", "--output", "json").out())
                .contains("\"reasons\":{\"unique\":1}");
        assertThat(target.query("select concat(code, n) from codes").toString()).containsAnyOf("[[a1]]", "[[A2]]");
        assertThat(scenario.verify().exitCode()).isEqualTo(3);
    }

    /** Of such a key MariaDB makes another row's, whose row says then that this one is unchanged, or stale. */
    @Test
    void L18_keysThatTheTargetMakesAnotherOfAreRejected() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table codes (code numeric(20,5) primary key)",
                "create table days (day date primary key, at timestamp)",
                "insert into codes values (0), ('NaN')",
                "insert into days values ('0044-03-15', '2026-01-02'), ('0044-03-15 BC', '2026-01-01')");
        target.execute(
                "create table codes (code decimal(20,5) primary key)",
                "create table days (day date primary key, at datetime(6))",
                "insert into codes values (0)",
                "insert into days values ('0044-03-15', '2026-01-02')");
        Scenario scenario = Scenario.between(folder, source, target, "codes", "{table: days, watermark: at}")
                .zones("UTC", "UTC");

        CommandRun run = scenario.sync();
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(4);
        for (String table : List.of("codes", "days")) {
            assertThat(run.out())
                    .contains("{\"table\":\"" + table + "\",\"read\":2,\"skipped\":0,\"sent\":2,\"applied\":0,"
                            + "\"unchanged\":1,\"stale\":0,\"deleted\":0,\"deadLettered\":1,");
        }
        assertThat(scenario.run("verify", "--output", "json").out())
                .contains("\"missing\":1,\"extra\":0,\"changed\":0,")
                .contains("\"cause\":\"rejected: ")
                .doesNotContain("\"cause\":null");
    }

    @ParameterizedTest
    @EachEngine
    void rowsMayBeAsLargeAsAMessage(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute("create table notes (id int primary key, note text)");
        target.execute("create table notes (id int primary key, note "
                + (engine == Engine.POSTGRESQL ? "text)" : "longtext)"));
        Random random = new Random(SEED);
        for (int id = 1; id <= 10; id++) {
            insert(source, id, incompressible(random, id % 2 == 0 ? 210_000 : 150_000));
        }
        Scenario scenario = Scenario.between(folder, source, target, "notes");

        assertThat(scenario.sync())
                .isEqualTo(new CommandRun(0, Scenario.syncJson(0, Scenario.tableJson("notes", 10, 10, 0, 0)), ""));
        assertThat(scenario.verify().exitCode()).isZero();

        insert(source, 4711, incompressible(random, 300_000));
        CommandRun refused = scenario.run("full-sync", "-q");
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.out()).contains("did not end; until then:");
        assertThat(refused.err()).isEqualTo("""
                                the row of notes with key 4711 packs to more than 190000 bytes, which no message may carry
                                Shorten the row at the source. Rows sent before it stand; nothing of it was sent.
                                """);
        assertThat(target.count("notes")).isEqualTo(10);
    }

    private static void insert(TestDatabase database, int id, String note) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("insert into notes values (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, note);
            insert.execute();
        }
    }

    private static String incompressible(Random random, int characters) {
        StringBuilder text = new StringBuilder(characters);
        for (int i = 0; i < characters; i++) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}
