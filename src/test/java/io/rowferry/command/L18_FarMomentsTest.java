package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local times of a zone that a MariaDB's own TIMESTAMP could not hold. */
class L18_FarMomentsTest {
    private static final String UTC =
            "select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') from visits" + " order by id";

    @TempDir
    private Path folder;

    @Test
    void L18_localTimesAreMomentsInEveryCenturyOrRefused() throws Exception {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        source.execute(
                "create table visits (id int primary key, at datetime(6))",
                "insert into visits values (1, '2026-11-22 08:15:00.5'), (2, '1960-05-01 12:00:00.25'),"
                        + " (3, '2055-01-01 00:00:00'), (4, '9999-12-31 23:59:59'), (5, '1000-01-01 08:00:00'), (6, null)",
                "set sql_mode = ''",
                "insert into visits values (7, '0000-00-00 00:00:00')");
        target.execute("create table visits (id int primary key, at timestamptz)");
        Scenario job = Scenario.between(folder, source, target, "visits").zones("+08:00", "UTC");

        CommandRun run = job.run("full-sync", "--output", "json", "-q");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(run.out()).contains("\"applied\":6,").contains("\"deadLettered\":1,");
        assertThat(target.query(UTC).toString())
                .isEqualTo("[[1, 2026-11-22 00:15:00.500000], [2, 1960-05-01 04:00:00.250000],"
                        + " [3, 2054-12-31 16:00:00.000000], [4, 9999-12-31 15:59:59.000000],"
                        + " [5, 1000-01-01 00:00:00.000000], [6, null]]");
        CommandRun verified = job.run("verify", "--output", "json", "-q");
        assertThat(verified.out())
                .contains("\"missing\":1,\"extra\":0,\"changed\":0,")
                .contains("\"rejected\":1,");
    }

    @Test
    void L18_momentsAreLocalTimesInEveryCenturyOrRefused() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table visits (id int primary key, at timestamptz)",
                "insert into visits values (1, '1960-05-01 04:00:00.25Z'), (2, '2054-12-31 16:00:00Z'),"
                        + " (3, '9999-12-31 15:59:59Z'), (4, '9999-12-31 20:00:00Z')");
        target.execute("create table visits (id int primary key, at datetime(6))");
        Scenario job = Scenario.between(folder, source, target, "visits").zones("UTC", "+08:00");

        CommandRun run = job.run("full-sync", "--output", "json", "-q");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(4);
        assertThat(target.query("select id, date_format(at, '%Y-%m-%d %H:%i:%s.%f') from visits order by id")
                        .toString())
                .isEqualTo("[[1, 1960-05-01 12:00:00.250000], [2, 2055-01-01 00:00:00.000000],"
                        + " [3, 9999-12-31 23:59:59.000000]]");
        CommandRun verified = job.run("verify", "--output", "json", "-q");
        assertThat(verified.out())
                .contains("\"missing\":1,\"extra\":0,\"changed\":0,")
                .contains("\"rejected\":1,");
    }

    /** In a zone's name PostgreSQL takes +08:00 for eight hours west. */
    @Test
    void L18_anOffsetMeansTheSameToBothServers() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        source.execute(
                "create table visits (id int primary key, at timestamp)",
                "insert into visits values (1, '2026-11-22 08:15:00')");
        target.execute("create table visits (id int primary key, at timestamptz)");
        assertThat(Scenario.between(folder, source, target, "visits")
                        .zones("+08:00", "UTC")
                        .sync()
                        .exitCode())
                .isZero();
        assertThat(target.query(UTC).toString()).isEqualTo("[[1, 2026-11-22 00:15:00.000000]]");
    }
}
