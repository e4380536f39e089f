package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source is asked for rows whose keys dead letters write in another form than the source itself does. */
class L14_RefetchedKeysTest {
    private static final String ONE = "550e8400-e29b-41d4-a716-446655440000";
    private static final String OTHER = "550e8400-e29b-41d4-a716-446655440001";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static String bytes(String uuid) {
        return "0x" + uuid.replace("-", "");
    }

    /** Two rows whose keys are uuids in the target, and which are dead letters. */
    private Scenario uuids(TestDatabase source, TestDatabase target) throws SQLException, IOException {
        source.execute(
                "create table devices (id binary(16) primary key, amount int)",
                "insert into devices values (" + bytes(ONE) + ", -1), (" + bytes(OTHER) + ", -2)");
        target.execute(
                "create table devices (id uuid primary key, amount int, constraint good_amount check (amount >= 0))");
        Scenario scenario = Scenario.between(folder, source, target, "devices");
        assertThat(scenario.run("full-sync", "-q").exitCode()).isEqualTo(4);
        return scenario;
    }

    private static String refetch(Scenario scenario, int exitCode) {
        CommandRun run = scenario.run("replay-dlq", "--refetch", "--yes", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        return run.out() + run.err();
    }

    @Test
    void L14_aKeyOfBytesThatIsAUuidInTheTarget() throws Exception {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = uuids(source, target);
        source.execute("update devices set amount = 1 where amount = -1", "delete from devices where amount = -2");

        assertThat(refetch(scenario, 0)).contains("1 key is not in the source: " + OTHER);
        assertThat(target.query("select id, amount from devices")).containsExactly(List.of(ONE, "1"));
        assertThat(new DeadLetters(scenario.queue()).all()).isEmpty();
    }

    /** The job says another type now than it did when the letters were sent: nothing tells what their keys are today. */
    @Test
    void L14_aLetterWhoseKeyHasAnotherFormNowStays() throws Exception {
        TestDatabase source = Servers.mariaDb().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = uuids(source, target);
        target.execute("drop table devices", "create table devices (id bytea primary key, amount int)");
        assertThat(scenario.run("full-sync", "-q", "--accept-drift").exitCode()).isZero();
        target.execute("delete from devices");
        int letters = new DeadLetters(scenario.queue()).all().size();

        assertThat(refetch(scenario, 4)).contains("\"replayed\":0").contains("{\"no-source-rows\":" + letters + "}");
        assertThat(new DeadLetters(scenario.queue()).all()).hasSize(letters);
        assertThat(target.count("devices")).isZero();
    }

    /** In July the source's local time is two hours ahead of the moment that the message says; its fraction is cut. */
    @Test
    void L14_keysThatCrossZonesAndAreCut() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table readings (at timestamp(6), since timestamptz, amount int, primary key (at, since))",
                "insert into readings values"
                        + " ('2026-07-01 12:00:00.123456', '2026-01-01 00:00:00.654321Z', -1),"
                        + " ('2026-07-01 10:00:00.123456', '2026-01-01 00:00:00.654321Z', 7)");
        target.execute("create table readings (at timestamp(6), since timestamp, amount int, primary key (at, since),"
                + " constraint good_amount check (amount >= 0))");
        Scenario scenario = Scenario.between(
                        folder,
                        source,
                        target,
                        "{table: readings, columns: {cast: {at: 'instant(6)', since: 'instant(0)'}}}")
                .zones("Europe/Berlin", "UTC");
        CommandRun first = scenario.run("full-sync", "-q");
        assertThat(first.exitCode()).as(first.err()).isEqualTo(4);
        source.execute("update readings set amount = 1 where amount = -1");

        refetch(scenario, 0);
        assertThat(target.query("select amount from readings order by at")).containsExactly(List.of("7"), List.of("1"));
    }
}
