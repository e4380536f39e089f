package io.rowferry.command;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Series;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Which rows differ: wherever in the key's order they are, however the two sides order keys, and however many. */
@Beside
class L13_DifferingRowsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static List<String> lines(CommandRun diff) {
        return diff.out().lines().skip(1).sorted().toList();
    }

    private static CommandRun verify(Scenario job, String... options) {
        return job.run(
                "verify",
                Stream.concat(Stream.of("--output", "json"), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void L13_aKeyThatTheOtherSideCannotEvenSayIsARowOfOneSide() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table days (day timestamp primary key, a int)",
                "insert into days select timestamp '2026-01-01' + i * interval '1 day', i from generate_series(1, 50) i");
        target.execute("create table days (day datetime(6) primary key, a int)");
        Scenario job = Scenario.between(folder, source, target, "days");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        target.execute(
                "set sql_mode = ''",
                "insert into days values ('0000-00-00', 1), ('2025-12-31', 2)",
                "delete from days where a = 7");

        CommandRun found = verify(job);

        assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(3);
        assertThat(found.out()).contains("\"missing\":1,\"extra\":2,\"changed\":0,");
    }

    @ParameterizedTest
    @EachEngine
    void rows_at_the_borders_of_ranges_are_found(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, a int not null)",
                "insert into orders select i * 7, i from generate_series(1, 45000) i",
                "create table nothing (id int primary key)");
        target.execute(
                "create table orders (id bigint primary key, a int not null)",
                Series.insert(engine, "orders", "seq * 7, seq", 1, 45_000),
                "create table nothing (id int primary key)");
        Scenario job = Scenario.between(folder, source, target, "orders", "nothing");
        assertThat(job.verify().out())
                .contains("\"table\":\"orders\",\"sourceRows\":45000,\"targetRows\":45000,\"missing\":0,\"extra\":0,"
                        + "\"changed\":0,\"newerOnTarget\":0,\"verdict\":\"equal\",\"comparedBy\":\"checksum\",")
                .contains("\"table\":\"nothing\",\"sourceRows\":0,\"targetRows\":0,\"missing\":0,");

        // A range of the first size ends with the row 20 000.
        target.execute(
                "delete from orders where id in (7, 140000)",
                "update orders set a = -a where id in (140007, 315000)",
                "insert into orders values (-9000000000, 1), (6, 1), (140001, 1), (315001, 1), (9000000000, 1)");

        CommandRun found = verify(job);
        assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(3);
        assertThat(found.out())
                .contains("\"sourceRows\":45000,\"targetRows\":45003,\"missing\":2,\"extra\":5,\"changed\":2,"
                        + "\"newerOnTarget\":0,\"verdict\":\"different\",\"comparedBy\":\"rows\",");
        CommandRun diff = job.run("diff", "--table", "orders");
        assertThat(diff.exitCode()).as(diff.err()).isEqualTo(3);
        assertThat(diff.out()).startsWith("\"kind\",\"id\",\"column\",\"source\",\"target\"\n");
        assertThat(lines(diff))
                .containsExactly(
                        "\"*\",\"140007\",\"a\",\"20001\",\"-20001\"",
                        "\"*\",\"315000\",\"a\",\"45000\",\"-45000\"",
                        "\"+\",\"-9000000000\",,,",
                        "\"+\",\"140001\",,,",
                        "\"+\",\"315001\",,,",
                        "\"+\",\"6\",,,",
                        "\"+\",\"9000000000\",,,",
                        "\"-\",\"140000\",,,",
                        "\"-\",\"7\",,,");
        CommandRun mended = verify(job, "--repair", "--delete-extra", "-q");
        assertThat(mended.exitCode()).as(mended.out() + mended.err()).isZero();
        CommandRun nothing = job.run("diff", "--table", "nothing", "--keys-only");
        assertThat(nothing.exitCode()).isZero();
        assertThat(nothing.out()).isEqualTo("\"kind\",\"id\"\n");
        assertThat(nothing.err()).contains("  nothing            0 = 0            equal      by checksum");
    }

    /** Rows by the thousand that only one side has, of tables that the other has none of. */
    @Test
    void many_rows_on_one_side_alone_are_found() throws SQLException, IOException {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        String columns = " (id int primary key, a varchar(9) not null)";
        source.execute(
                "create table here" + columns,
                "create table there" + columns,
                "insert into there select seq, 'x' from seq_1_to_3000");
        target.execute(
                "create table here" + columns,
                "create table there" + columns,
                "insert into here select i, 'x' from generate_series(1, 45000) i");
        Scenario job = Scenario.between(folder, source, target, "here", "there");

        CommandRun found = verify(job);

        assertThat(found.exitCode()).isEqualTo(3);
        assertThat(found.out())
                .contains("\"table\":\"here\",\"sourceRows\":0,\"targetRows\":45000,\"missing\":0,\"extra\":45000,")
                .contains("\"table\":\"there\",\"sourceRows\":3000,\"targetRows\":0,\"missing\":3000,\"extra\":0,");
        CommandRun some = verify(job, "--max-diffs", "10", "--table", "here");
        assertThat(some.out()).contains("\"complete\":false").contains("\"extra\":20,");
        assertThat(verify(job, "--depth", "count").out())
                .contains("\"missing\":null,")
                .contains("\"verdict\":\"different\",\"comparedBy\":\"count\",");
    }

    @ParameterizedTest
    @EachEngine
    void keys_that_the_sides_order_otherwise_meet_in_buckets(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table by_text (code varchar(20) collate \"C\", n smallint, a text, primary key (n, code))",
                "insert into by_text select chr(65 + i % 26 + 32 * (i % 2)) || '-' || i, i % 7, 'a' || i"
                        + " from generate_series(1, 22000) i",
                "create table by_uuid (id uuid primary key, at timestamp not null)",
                "insert into by_uuid select gen_random_uuid(), '2026-01-01'::timestamp + i * interval '1 s'"
                        + " from generate_series(1, 3000) i",
                "insert into by_uuid values ('00000000-0000-4000-8000-000000000000', '2026-01-01'),"
                        + " ('ffffffff-ffff-4fff-bfff-ffffffffffff', '2026-01-01')");
        target.execute(
                "create table by_text (code varchar(20), n smallint, a text, primary key (code, n))",
                "create table by_uuid (id " + engine.type("uuid", "uuid") + " primary key, at "
                        + engine.type("timestamp", "datetime(6)") + " not null)");
        Scenario job = Scenario.between(
                folder, source, target, "{table: by_text, key: [code, n]}", "by_uuid", "{table: by_uuid_too}");
        source.execute("create table by_uuid_too (like by_uuid including all)");
        target.execute("create table by_uuid_too "
                + (engine == Engine.POSTGRESQL ? "(like by_uuid including all)" : "like by_uuid"));
        assertThat(job.sync().exitCode()).isZero();
        assertThat(job.verify().exitCode()).isZero();

        target.execute(
                "delete from by_text where code = 'B-27' or code = 'b-27'",
                "update by_text set a = 'A1' where code in ('b-1', 'B-1')",
                "insert into by_text values ('zz', 1, null)",
                "update by_uuid set at = '2026-01-01 00:00:00.000001' where id = '00000000-0000-4000-8000-000000000000'",
                "delete from by_uuid where id = 'ffffffff-ffff-4fff-bfff-ffffffffffff'");

        assertThat(lines(job.run("diff", "--table", "by_text")))
                .containsExactly(
                        "\"*\",\"b-1\",\"1\",\"a\",\"a1\",\"A1\"", "\"+\",\"zz\",\"1\",,,", "\"-\",\"b-27\",\"6\",,,");
        assertThat(lines(job.run("diff", "--table", "by_uuid")))
                .containsExactly(
                        "\"*\",\"00000000-0000-4000-8000-000000000000\",\"at\",\"2026-01-01 00:00:00.000000\","
                                + "\"2026-01-01 00:00:00.000001\"",
                        "\"-\",\"ffffffff-ffff-4fff-bfff-ffffffffffff\",,,");
    }

    @Test
    void keys_that_collide_under_a_collation_are_named_as_such() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table prices (sku varchar(9) primary key, a int)",
                "insert into prices values ('abc', 1), ('ABC', 2), ('x', 3), ('y', 4)");
        target.execute(
                "create table prices (sku varchar(9) character set utf8mb4 collate utf8mb4_general_ci primary key, a int)",
                "insert into prices values ('abc', 1), ('X', 3), ('y', 4)");
        Scenario job = Scenario.between(folder, source, target, "prices");

        CommandRun found = verify(job);

        assertThat(found.out())
                .contains("\"missing\":2,\"extra\":1,\"changed\":0,")
                .contains("\"key\":[\"ABC\"],\"cause\":\"its key is the same as abc to the target\"")
                .contains("\"key\":[\"x\"],\"cause\":\"its key is the same as X to the target\"");
    }

    @Test
    void rows_are_counted_by_a_field_and_what_the_job_lets_stay_is_allowed() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        String columns = " (id int primary key, region varchar(9), at date, gone boolean)";
        source.execute(
                "create table orders" + columns,
                "insert into orders values (1, 'EU', '2026-01-31', false), (2, 'eu', '2026-02-01', false),"
                        + " (3, null, '2026-02-28', true), (4, 'US', '2026-02-28', false)");
        target.execute(
                "create table orders" + columns,
                "insert into orders values (1, 'EU', '2026-01-31', false), (2, 'eu', '2026-02-01', false),"
                        + " (5, 'EU', '2026-03-01', false), (6, 'US', '2026-03-01', false)");
        String entry =
                "{table: orders, where: \"region <> 'US' or region is null\", target-where: \"region <> 'US'\", deletes: ";

        CommandRun ignored = verify(Scenario.between(folder, source, target, entry + "ignore}")
                .setting("verify: {group-by: {orders: region}, settle: 0s}"));
        CommandRun soft = verify(Scenario.between(folder, source, target, entry + "'soft:gone'}")
                .setting("verify: {group-by: {orders: month(at)}, settle: 0s}"));

        assertThat(ignored.out())
                .contains("\"missing\":1,\"extra\":0,\"changed\":0,")
                .contains("\"allowed\":1,")
                .contains("\"groups\":[{\"value\":null,\"sourceRows\":1,\"targetRows\":0},"
                        + "{\"value\":\"EU\",\"sourceRows\":1,\"targetRows\":2},"
                        + "{\"value\":\"eu\",\"sourceRows\":1,\"targetRows\":1}]");
        assertThat(soft.out())
                .contains("\"missing\":0,\"extra\":1,\"changed\":0,")
                .contains("\"allowed\":0,")
                .contains("\"groups\":[{\"value\":\"2026-01\",\"sourceRows\":1,\"targetRows\":1},"
                        + "{\"value\":\"2026-02\",\"sourceRows\":1,\"targetRows\":1},"
                        + "{\"value\":\"2026-03\",\"sourceRows\":0,\"targetRows\":1}]");
    }

    /** The index orders by another collation than the column, so that no range of the key is found in it. */
    @Test
    void a_table_that_would_be_read_whole_for_each_part_is_refused() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        String table = "create table notes (code text collate \"C\" not null)";
        String rows = "insert into notes select 'n' || i from generate_series(1, 21000) i";
        source.execute(table, "create unique index on notes (code)", rows);
        target.execute(table, "create unique index on notes (code collate \"POSIX\")", rows);
        Scenario job = Scenario.between(folder, source, target, "{table: notes, key: [code]}");

        CommandRun refused = verify(job);
        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(6);
        assertThat(refused.err())
                .contains("would read all of notes for each part of it: it finds no index that orders code");
        assertThat(verify(job, "--depth", "count").exitCode()).isZero();

        target.execute("create unique index on notes (code)");
        assertThat(verify(job).exitCode()).isZero();
    }

    @Test
    void a_row_that_the_server_cannot_hash_is_refused_and_not_skipped() throws SQLException, IOException {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        source.execute(
                "create table notes (id int primary key, a longtext, b longtext)",
                "insert into notes values (1, 'x', 'y'), (2, repeat('x', 9000000), repeat('y', 9000000))");
        target.execute("create table notes (id int primary key, a text, b text)");

        CommandRun refused = verify(Scenario.between(folder, source, target, "notes"));

        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err()).contains("1 rows of notes").contains("max_allowed_packet");
    }

    /** So many columns that their texts are joined in parts: a part that is too long must not be left out in silence. */
    @Test
    void L13_norIsAPartOfSuchARow() throws SQLException, IOException {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        String more =
                IntStream.range(0, 40).mapToObj(i -> ", c" + i + " varchar(9)").collect(joining());
        for (TestDatabase side : List.of(source, target)) {
            side.execute("create table notes (id int primary key, a longtext, b longtext" + more + ")");
        }
        source.execute("insert into notes (id, a, b) values (2, repeat('x', 9000000), repeat('y', 9000000))");
        target.execute("insert into notes (id, a, b) values (2, repeat('z', 9000000), repeat('y', 9000000))");

        CommandRun refused = verify(Scenario.between(folder, source, target, "notes"));

        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(6);
        assertThat(refused.err()).contains("1 rows of notes").contains("max_allowed_packet");
    }
}
