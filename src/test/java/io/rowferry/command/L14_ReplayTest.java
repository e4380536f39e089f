package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Rows that a target has refused, and what becomes of them when they are replayed. */
class L14_ReplayTest {
    private static final Pattern LETTER =
            Pattern.compile("\\{\"id\":\"([^\"]*)\",\"messageId\":\"[^\"]*\",\"newMessageId\":\"([^\"]*)\"");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static String stamp(Engine engine) {
        return engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
    }

    /** Fifty orders, of which every fifth is refused as long as the target has a rule. */
    private Scenario refused(TestDatabase target) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount int, updated_at timestamptz)",
                "insert into orders select i, case when i % 5 = 0 then -i else i end, now() from generate_series(1, 50) i");
        target.execute("create table orders (id int primary key, amount int, updated_at " + stamp(target.engine())
                + ", constraint good_amount check (amount >= 0))");
        Scenario scenario = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        assertThat(scenario.run("full-sync", "-q").exitCode()).isEqualTo(4);
        return scenario;
    }

    private static List<List<String>> letters(CommandRun run) {
        return LETTER.matcher(run.out())
                .results()
                .map((MatchResult letter) -> List.of(letter.group(1), letter.group(2)))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    @ParameterizedTest
    @EachEngine
    void L7_theDuplicateWindowDoesNotSwallowAReplay(Engine engine) throws Exception {
        TestDatabase target = Servers.of(engine).freshDatabase();
        Scenario scenario = refused(target);
        CommandRun rehearsed = scenario.run("replay-dlq", "--dry-run", "--output", "json");
        assertThat(rehearsed.exitCode()).isZero();
        assertThat(rehearsed.out()).contains("\"listed\":4,\"matched\":4,\"replayed\":0,\"skipped\":0,\"discarded\":0");
        assertThat(new DeadLetters(scenario.queue()).waiting())
                .as("sent by a rehearsal")
                .isEmpty();

        CommandRun again = scenario.run("replay-dlq", "--yes", "-q", "--output", "json");
        assertThat(again.exitCode()).as(again.err()).isEqualTo(4);
        assertThat(again.out()).contains("\"replayed\":4,\"skipped\":0").contains("\"outcomes\":{\"rejected\":4}");
        assertThat(letters(again)).as("what was rehearsed was done").isEqualTo(letters(rehearsed));

        target.execute("alter table orders drop constraint good_amount");
        CommandRun healed = scenario.run("replay-dlq", "--yes", "-q", "--output", "json");
        assertThat(healed.exitCode()).as(healed.out() + healed.err()).isZero();
        assertThat(healed.out()).contains("\"replayed\":4,\"skipped\":0").contains("\"outcomes\":{\"applied\":4}");
        assertThat(target.count("orders where amount < 0")).isEqualTo(10);
        assertThat(scenario.run("replay-dlq", "--yes", "-q"))
                .isEqualTo(new CommandRun(0, "The dead-letter queue is empty.\n", ""));
        String counts = engine == Engine.POSTGRESQL ? "rowferry.counts" : "rowferry_counts";
        assertThat(target.query("select sum(applied), sum(dead_lettered), sum(pending) from " + counts))
                .as("each row has one fate")
                .containsExactly(List.of("50", "0", "0"));
    }

    @ParameterizedTest
    @EachEngine
    void L14_allThatIsDoneIsWrittenDown(Engine engine) throws Exception {
        TestDatabase target = Servers.of(engine).freshDatabase();
        Scenario scenario = refused(target);
        CommandRun run = scenario.run("replay-dlq", "--yes", "-q", "--reason", "constraint", "--limit", "2");
        assertThat(run.out()).startsWith("2 of 4 dead letters: 2 rejected again · ");
        String table = engine == Engine.POSTGRESQL ? "rowferry.replay_audit" : "rowferry_replay_audit";
        assertThat(target.query(
                        "select deed, outcome, count(*), count(distinct old_id), count(distinct new_id), min(filter)"
                                + " from " + table + " group by deed, outcome order by outcome"))
                .containsExactly(
                        List.of("replay", "begun", "2", "2", "2", "--reason constraint --limit 2"),
                        List.of("replay", "rejected", "2", "2", "2", "--reason constraint --limit 2"));
        assertThat(target.query("select distinct who from " + table).get(0).get(0))
                .startsWith("process ");
        Path file = runFile("replay.jsonl");
        assertThat(Files.readAllLines(file)).hasSize(5);
        assertThat(file)
                .content()
                .contains("\"filter\":\"--reason constraint --limit 2\"")
                .contains("#r1\",\"outcome\":\"begun\"");
    }

    private Path runFile(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @EachEngine
    void L4_aReplayedOlderRowChangesNothing(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount int, updated_at timestamptz)",
                "insert into orders values (1, -1, now() - interval '1 h'), (2, -2, now() - interval '1 h')");
        target.execute("create table orders (id int primary key, amount int, updated_at " + stamp(engine)
                + ", constraint good_amount check (amount >= 0))");
        Scenario scenario =
                Scenario.between(folder, source, target, "{table: orders, watermark: updated_at, lane: amount}");
        assertThat(scenario.run("full-sync", "-q").exitCode()).isEqualTo(4);
        source.execute("update orders set amount = 10, updated_at = now() where id = 1");
        assertThat(scenario.run("incremental", "-q").exitCode()).isZero();
        target.execute("alter table orders drop constraint good_amount");

        CommandRun run = scenario.run("replay-dlq", "--yes", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"outcomes\":{\"applied\":1,\"stale\":1}");
        assertThat(target.query("select id, amount from orders order by id"))
                .containsExactly(List.of("1", "10"), List.of("2", "-2"));
    }

    @Test
    void L14_refetchingSendsTheRowsAsTheyAreNow() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table orders (id int, place int, amount int, note varchar(20), primary key (place, id))",
                "insert into orders select i, -i, -1, 'old' from generate_series(1, 3) i");
        target.execute("create table orders (id int, place int, sum_ int, note varchar(20), primary key (place, id),"
                + " constraint good_amount check (sum_ >= 0))");
        Scenario scenario = Scenario.between(
                folder, source, target, "{table: orders, columns: {rename: {amount: sum_}}, lane: note}");
        assertThat(scenario.run("full-sync", "-q").exitCode()).isEqualTo(4);
        source.execute(
                "update orders set amount = 5, note = 'new, now' where id = 1", "delete from orders where id = 2");

        CommandRun run = scenario.run("replay-dlq", "--refetch", "--yes", "-q", "--output", "json");
        assertThat(run.exitCode())
                .as("row 3 is as bad as before: %s", run.err())
                .isEqualTo(4);
        assertThat(run.out()).contains("\"replayed\":1").contains("\"outcomes\":{\"refetched\":1,\"rejected-rows\":1}");
        assertThat(run.err()).contains("1 key is not in the source: -2,2");
        assertThat(target.query("select id, place, sum_, note from orders"))
                .containsExactly(List.of("1", "-1", "5", "new, now"));
        assertThat(runFile("refetched.jsonl")).content().contains("[\"2\",\"-2\",\"-1\",\"old\"]");

        target.execute("alter table orders drop constraint good_amount");
        assertThat(scenario.run("replay-dlq", "--yes", "-q").out()).startsWith("1 of 1 dead letter: 1 applied");
        assertThat(target.query("select id from orders order by id")).containsExactly(List.of("1"), List.of("3"));
    }

    @Test
    void L14_thePoisonLoopEndsAtMaxReplays() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = refused(target);
        for (int replay = 1; replay <= 2; replay++) {
            assertThat(scenario.run("replay-dlq", "--yes", "-q", "--max-replays", "2")
                            .out())
                    .startsWith("4 of 4 dead letters: 4 rejected again");
        }
        List<String> before = ids(scenario);
        CommandRun run = scenario.run("replay-dlq", "--yes", "-q", "--max-replays", "2", "--output", "json");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("\"matched\":4,\"replayed\":0,\"skipped\":4")
                .contains("\"outcomes\":{\"replayed-often\":4}");
        assertThat(ids(scenario)).isEqualTo(before);
        assertThat(scenario.run("replay-dlq", "--list").out()).contains("  replayed 2 times, first constraint");
    }

    private static List<String> ids(Scenario scenario) {
        return new DeadLetters(scenario.queue())
                .all().stream().map(letter -> letter.getMessageId()).toList();
    }

    @Test
    void L14_aProbeThatIsRejectedKeepsTheOthersOfItsReasonBack() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = refused(target);
        CommandRun probed = scenario.run("replay-dlq", "--yes", "-q", "--probe", "--output", "json");
        assertThat(probed.exitCode()).isEqualTo(4);
        assertThat(probed.out()).contains("\"outcomes\":{\"rejected\":1,\"probe-rejected\":3}");
        CommandRun stopped = scenario.run("replay-dlq", "--yes", "-q", "--stop-on-reject", "--output", "json");
        assertThat(stopped.exitCode()).isEqualTo(4);
        assertThat(stopped.out()).contains("\"outcomes\":{\"rejected\":1,\"stopped\":3}");
        target.execute("alter table orders drop constraint good_amount");
        assertThat(scenario.run("replay-dlq", "--yes", "-q", "--probe", "--stop-on-reject")
                        .out())
                .startsWith("4 of 4 dead letters: 4 applied");
    }

    @Test
    void L14_nobodyIsReplayedToWithoutAYes() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = refused(target);
        List<String> before = ids(scenario);
        CommandRun refused = scenario.run("replay-dlq");
        assertThat(refused).extracting("exitCode", "err").containsExactly(2, """
                        to replay dead letters takes a yes, and nobody is there to be asked
                        Add --yes to do it, or --dry-run to see what would be done.
                        """);
        assertThat(ids(scenario)).isEqualTo(before);
        assertThat(List.of(
                        scenario.run("replay-dlq", "--discard", "--yes"),
                        scenario.run("replay-dlq", "--list", "--summary"),
                        scenario.run(
                                "replay-dlq", "--to-connection", "Endpoint=sb://x;SharedAccessKey=hidden", "--to", "q"),
                        scenario.run("replay-dlq", "--because", "so", "--yes")))
                .extracting("exitCode")
                .containsOnly(2);
        assertThat(scenario.run("replay-dlq", "--to-connection", "Endpoint=sb://x;SharedAccessKey=hidden", "--to", "q")
                        .err())
                .startsWith("--to-connection takes the name of a secret, and not the secret itself\n")
                .doesNotContain("hidden");
    }

    @Test
    void L14_whoIsThereIsAskedAndAnythingButYesIsANo() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = refused(target);
        List<String> before = ids(scenario);
        for (String no : List.of("yess\n", "")) {
            ProcessRun refused = scenario.answered(no, "replay-dlq", "-q");
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("4 dead letters", "Go on? [y/N] ")
                    .endsWith("nothing was done, as you said\nNothing has changed.\n");
        }
        assertThat(ids(scenario)).isEqualTo(before);
        target.execute("alter table orders drop constraint good_amount");
        ProcessRun done = scenario.answered("Y\n", "replay-dlq", "-q");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(ids(scenario)).isEmpty();
    }

    @Test
    void L15_whatIsDiscardedIsArchivedFirstForItsOwnerAlone() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        Scenario scenario = refused(target);
        Path exported = folder.resolve("letters.jsonl");
        assertThat(scenario.run("replay-dlq", "--export", exported.toString()).exitCode())
                .isZero();
        assertThat(scenario.run("replay-dlq", "--export", exported.toString()).exitCode())
                .as("no file is written over")
                .isEqualTo(2);
        CommandRun run =
                scenario.run("replay-dlq", "--discard", "--because", "test data", "--yes", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"replayed\":0,\"skipped\":0,\"discarded\":4");
        Path archive = runFile("discarded.jsonl");
        assertThat(Files.readAllLines(archive)).hasSize(4).isEqualTo(Files.readAllLines(exported));
        for (Path file : List.of(archive, exported, runFile("replay.jsonl"))) {
            assertThat(Files.getPosixFilePermissions(file))
                    .extracting(Enum::name)
                    .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        }
        assertThat(runFile("replay.jsonl")).content().contains("\"because\":\"test data\"");
        assertThat(ids(scenario)).isEmpty();
    }
}
