package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost is lost as the job declares it, in what is read, so that verify sees both sides alike. */
@Beside
class L18_DeclaredLossTest {
    @TempDir
    Path folder;

    private void carries(Scenario job, TestDatabase target, String query, String rows) throws SQLException {
        CommandRun run = job.sync();
        assertThat(run.exitCode())
                .as(run.out() + job.run("full-sync", "--dry-run").out())
                .isZero();
        assertThat(target.query(query).toString()).isEqualTo(rows);
        assertThat(job.verify().exitCode()).isZero();
        assertThat(job.sync().out()).contains("\"applied\":0");
    }

    @Test
    void L18_decimalsAreRoundedAndTimesAreCut() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table t (id int primary key, a numeric(9,3), b numeric, at timestamp(6), i timestamptz, c time(6),"
                        + " u text, n inet)",
                "insert into t values (1, 2.345, 1e3, '2026-11-25 23:59:59.999999', '2026-11-25 23:59:59.999999+00',"
                        + " '23:59:59.999999', 'ABCDEF00-0000-4000-8000-00000000000F', '10.0.0.1')",
                "insert into t values (2, -2.345, 0.005, '1969-12-31 23:59:59.9', '1970-01-01 00:00:01.5+00', null, null, null)");
        target.execute(
                "create table t (id int primary key, a decimal(9,2), b decimal(9,2), at datetime, i timestamp null,"
                        + " c time(3), u uuid, n varchar(50))");
        Scenario job = Scenario.between(
                folder,
                source,
                target,
                "{table: t, columns: {cast: {a: 'decimal(9,2)', b: 'decimal(9,2)', at: timestamp(0), i: instant(0),"
                        + " c: time(3), u: uuid, n: text}}}");

        carries(
                job,
                target,
                "select * from t order by id",
                "[[1, 2.35, 1000.00, 2026-11-25 23:59:59, 2026-11-25 23:59:59, 23:59:59.999,"
                        + " abcdef00-0000-4000-8000-00000000000f, 10.0.0.1/32],"
                        + " [2, -2.35, 0.01, 1969-12-31 23:59:59, 1970-01-01 00:00:01, null, null, null]]");
    }

    @Test
    void L18_whatOneServerAloneHasIsReplaced() throws SQLException, IOException {
        TestDatabase mariaDb = Servers.mariaDb().freshDatabase();
        TestDatabase postgres = Servers.postgres().freshDatabase();
        mariaDb.execute(
                "set sql_mode = ''",
                "create table t (id int primary key, d date, at datetime(6), note text, other date)",
                "insert into t values (1, '0000-00-00', '0000-00-00', concat('a', char(0), 'b'), '2026-00-10'),"
                        + " (2, '2026-11-25', '2026-11-25 01:02:03.000004', '', null)");
        postgres.execute("create table t (id int primary key, d date, at timestamp, note text, other date)");
        Scenario job = Scenario.between(
                folder,
                mariaDb,
                postgres,
                "{table: t, columns: {zero-date: {d: null, at: '1970-01-01 00:00:00.000000', other: null}, nul: {note: strip}}}");

        carries(
                job,
                postgres,
                "select * from t order by id",
                "[[1, null, 1970-01-01 00:00:00, ab, null], [2, 2026-11-25, 2026-11-25 01:02:03.000004, , null]]");

        TestDatabase back = Servers.mariaDb().freshDatabase();
        back.execute("create table t (id int primary key, d date, at datetime(6), note text, other date)");
        postgres.execute("update t set d = 'infinity', at = 'infinity', other = '-infinity' where id = 1");
        carries(
                Scenario.between(
                        folder,
                        postgres,
                        back,
                        "{table: t, columns: {infinity: {d: '9999-12-31', at: null, other: null}}}"),
                back,
                "select id, d, at, other from t order by id",
                "[[1, 9999-12-31, null, null], [2, 2026-11-25, 2026-11-25 01:02:03.000004, null]]");
    }

    /** Without a declaration each such value is a rejected row, and the others arrive. */
    @Test
    void L18_whatIsNotDeclaredIsRejectedRowByRow() throws SQLException, IOException {
        TestDatabase mariaDb = Servers.mariaDb().freshDatabase();
        TestDatabase postgres = Servers.postgres().freshDatabase();
        mariaDb.execute(
                "set sql_mode = ''",
                "create table t (id int primary key, d date, note text, b tinyint(1), u bigint unsigned, span time(6))",
                "insert into t values (1, '0000-00-00', '', 1, 1, null), (2, null, concat('a', char(0)), 0, 0, null),"
                        + " (3, null, null, 2, 0, null), (4, null, null, -1, 0, null),"
                        + " (5, null, null, 1, 18446744073709551615, null), (6, null, null, 1, 1, '838:59:59'),"
                        + " (7, null, null, 1, 1, '-00:00:01'), (8, '2026-11-25', 'a ', 1, 9223372036854775807, '24:00:00')");
        postgres.execute("create table t (id int primary key, d date, note text, b boolean, u bigint, span time)");
        Scenario job = Scenario.between(folder, mariaDb, postgres, "t");

        assertThat(job.sync().exitCode()).isEqualTo(4);
        assertThat(postgres.query("select * from t").toString())
                .isEqualTo("[[8, 2026-11-25, a , t, 9223372036854775807, 24:00:00]]");
        assertThat(job.deadRows()).hasSize(7).containsOnlyKeys(1, 2, 3, 4, 5, 6, 7);
        assertThat(job.verify().exitCode()).isEqualTo(3);

        TestDatabase back = Servers.mariaDb().freshDatabase();
        back.execute(
                "create table t (id int primary key, d date, at datetime(6), n decimal(9,2), f double, l varchar(9)"
                        + " character set latin1, s set('a','b'), y year, e enum('New','2nd'), c binary(2), z bit(2))");
        postgres.execute(
                "drop table t",
                "create table t (id int primary key, d date, at timestamp, n numeric(9,2), f float8, l text, s text, y int,"
                        + " e text, c bytea, z bit(2))",
                "insert into t (id, d) values (1, 'infinity'), (2, '0044-03-15 BC'), (3, '10000-01-01')",
                "insert into t (id, at) values (4, '-infinity'), (5, '294276-12-31')",
                "insert into t (id, n) values (6, 'NaN')",
                "insert into t (id, f) values (7, 'NaN'), (8, '-Infinity')",
                "insert into t (id, l) values (9, U&'\\+01F6A2'), (10, 'ten blanks')",
                "insert into t (id, s) values (11, 'b,a'), (12, 'c'), (13, 'a,a')",
                "insert into t (id, y) values (14, 5), (15, 1900)",
                "insert into t (id, e) values (16, 'new'), (17, '2'), (18, 'New '), (19, '')",
                "insert into t (id, c) values (20, '\\x01')",
                "insert into t values (21, '2026-11-25', '2026-11-25', 1.5, -0.0, 'é', 'a,b', 0, 'New', '\\x0100', '10')");
        job = Scenario.between(folder, postgres, back, "t");

        assertThat(job.sync().exitCode()).isEqualTo(4);
        assertThat(back.query("select id, d, at, n, l, s, y, e, hex(c), bin(z) from t")
                        .toString())
                .isEqualTo("[[21, 2026-11-25, 2026-11-25 00:00:00.000000, 1.50, é, a,b, 0000, New, 0100, 10]]");
        assertThat(job.deadRows()).hasSize(20);
    }

    /** MariaDB copies a long text into a column for shorter ones with its length modulo 65,536, or 256, if it is let. */
    @Test
    void L18_aTextThatIsLongerThanItsColumnIsRejectedAndNotCut() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table t (id int primary key, note text, word text)",
                "insert into t values (1, repeat('a', 65535), repeat('b', 255)), (2, repeat('ab', 51001), ''),"
                        + " (3, '', repeat('b', 257)), (4, 'short', 'short'), (5, 'short', 'short')");
        target.execute("create table t (id int primary key, note text, word tinytext)");
        Scenario job = Scenario.between(folder, source, target, "t");

        assertThat(job.sync().exitCode()).isEqualTo(4);
        String lengths = "select id, length(note), length(word) from t order by id";
        assertThat(target.query(lengths).toString()).isEqualTo("[[1, 65535, 255], [4, 5, 5], [5, 5, 5]]");
        assertThat(job.deadRows()).containsOnlyKeys(2, 3);

        source.execute(
                "update t set note = repeat('é', 32768) where id = 4",
                "update t set word = repeat('é', 128) where id = 5");
        assertThat(job.sync().exitCode()).isEqualTo(4);
        assertThat(target.query(lengths).toString()).isEqualTo("[[1, 65535, 255], [4, 5, 5], [5, 5, 5]]");
    }

    /** Labels that a collation takes for the same, and NULL where a server puts in a value of its own. */
    @Test
    void L18_aStoreThatWouldChooseIsNotLeftTheChoice() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table t (id int primary key, e text, s text, at timestamptz, n int)",
                "insert into t values (1, 'A', 'A,b', now(), 1), (2, 'ä', 'b,ä', now(), 2), (3, null, null, now(), 3),"
                        + " (4, 'a', null, now(), 4), (5, null, 'a', now(), 5), (6, null, null, null, 6),"
                        + " (7, null, null, now(), null), (8, '', '', now(), 8)");
        target.execute(
                "set sql_mode = ''",
                "create table t (id int primary key, e enum('ä', 'A'), s set('b', 'ä', 'A'), at timestamp(6) not null,"
                        + " n int not null auto_increment unique) collate utf8mb4_general_ci");
        Scenario job = Scenario.between(folder, source, target, "t");

        assertThat(job.sync().exitCode()).isEqualTo(4);
        assertThat(target.query("select id, e, s, n from t order by id").toString())
                .isEqualTo("[[1, A, b,A, 1], [2, ä, b,ä, 2], [3, null, null, 3]]");
        assertThat(job.deadRows()).containsOnlyKeys(4, 5, 6, 7, 8);
        source.execute("delete from t where id > 3");
        assertThat(job.sync().out()).contains("\"applied\":0");
        assertThat(job.verify().exitCode()).isZero();
    }

    @Test
    void L18_aZoneThatHasAnHourTwiceIsDeclaredOrRefused() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table t (id int primary key, at timestamptz)",
                "insert into t values (1, '2026-10-25 00:30+00'), (2, '2026-10-25 01:30+00'), (3, '2026-07-01 12:00+00')");
        target.execute("create table t (id int primary key, at datetime(6))");
        Scenario job = Scenario.between(folder, source, target, "{table: t}").zones("UTC", "Europe/Berlin");

        assertThat(job.run("full-sync").err())
                .contains(
                        "the zone Europe/Berlin has an hour twice (every year), so that its local times are no moments;"
                                + " declare the loss by columns: {cast: {at: \"timestamp(6)\"}}");
        carries(
                Scenario.between(folder, source, target, "{table: t, columns: {cast: {at: timestamp(6)}}}")
                        .zones("UTC", "Europe/Berlin"),
                target,
                "select at from t order by id",
                "[[2026-10-25 02:30:00.000000], [2026-10-25 02:30:00.000000], [2026-07-01 14:00:00.000000]]");

        TestDatabase back = Servers.postgres().freshDatabase();
        back.execute("create table t (id int primary key, at timestamptz)");
        target.execute("update t set at = '2026-07-01 14:00:00'");
        carries(
                Scenario.between(folder, target, back, "{table: t, columns: {cast: {at: instant(6)}}}")
                        .zones("Europe/Berlin", "UTC"),
                back,
                "select distinct at at time zone 'UTC' from t",
                "[[2026-07-01 12:00:00]]");
        TestDatabase other = Servers.mariaDb().freshDatabase();
        other.execute("create table t (id int primary key, at timestamp(6))");
        assertThat(Scenario.between(folder, target, other, "{table: t, columns: {cast: {at: instant(6)}}}")
                        .zones("Europe/Berlin", "UTC")
                        .run("full-sync")
                        .err())
                .contains(
                        "neither server can tell the local time of the zone by itself; declare an offset such as +08:00");
        carries(
                Scenario.between(folder, target, other, "{table: t}").zones("+02:00", "UTC"),
                other,
                "select distinct at from t",
                "[[2026-07-01 12:00:00.000000]]");
    }
}
