package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.RoleLock;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dead letters of any kind in one queue: in disorder, of others, given up by the bus itself. */
class L14_ReplayFromTheBusTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    @SuppressWarnings("NullAway.Init")
    private Scenario scenario;

    @SuppressWarnings("NullAway.Init")
    private DeadLetters letters;

    @BeforeEach
    void create() throws Exception {
        target = Servers.postgres().freshDatabase();
        target.execute("create table orders (id int primary key, note varchar(200))");
        scenario = Scenario.between(folder, target, target, "orders");
        letters = new DeadLetters(scenario.queue());
    }

    private static ForeignMessage rows(int id) {
        return ForeignMessage.rows("rows " + id).property("rf_order", "1/" + id).rows(1, "[[\"" + id + "\",\"note\"]]");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L14_aLaneIsReplayedInItsOrder(long seed) {
        Random random = new Random(seed);
        System.out.println("L14_ReplayFromTheBusTest seed " + seed);
        List<String> reasons = List.of("constraint", "type", "TTLExpiredException");
        List<String> lanes = List.of("000", "002");
        int next = 1;
        for (String lane : lanes) {
            List<ForeignMessage> messages = new ArrayList<>();
            List<String> why = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                messages.add(rows(next++));
                why.add(reasons.get(random.nextInt(reasons.size())));
            }
            messages.add(ForeignMessage.nothing("foreign in " + lane));
            why.add("constraint");
            Collections.shuffle(messages, random);
            letters.make(lane, messages, why);
        }
        Map<String, String> reasonOf = letters.all().stream()
                .collect(Collectors.toMap(ServiceBusReceivedMessage::getMessageId, m -> m.getDeadLetterReason()));
        String left = random.nextBoolean() ? "type" : "none";

        List<String> options = new ArrayList<>(List.of("--yes", "-q", "--send-only", "--output", "json"));
        reasons.stream()
                .filter(reason -> !reason.equals(left))
                .forEach(reason -> Collections.addAll(options, "--reason", reason));
        if (random.nextBoolean()) {
            options.add("--without-transactions");
        }
        if (random.nextBoolean()) {
            options.add("--probe");
        }
        CommandRun run = scenario.run("replay-dlq", options.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();

        for (String lane : lanes) {
            List<Integer> sent = letters.waiting().stream()
                    .filter(message -> lane.equals(message.getSessionId()))
                    .map(message -> Integer.valueOf(
                            String.valueOf(message.getApplicationProperties().get("rf_order"))
                                    .split("/", -1)[1]))
                    .toList();
            assertThat(sent).as("lane " + lane).isSorted();
        }
        assertThat(letters.waiting())
                .extracting(ServiceBusReceivedMessage::getMessageId)
                .containsExactlyInAnyOrderElementsOf(reasonOf.entrySet().stream()
                        .filter(letter -> letter.getKey().startsWith("rows")
                                && !letter.getValue().equals(left))
                        .map(letter -> letter.getKey() + "#r1")
                        .toList());
        assertThat(letters.all())
                .as("what was not chosen is still there, as if nobody had touched it")
                .allSatisfy(letter -> assertThat(letter.getDeliveryCount()).isZero())
                .extracting(ServiceBusReceivedMessage::getMessageId)
                .containsExactlyInAnyOrderElementsOf(reasonOf.entrySet().stream()
                        .filter(letter -> !letter.getKey().startsWith("rows")
                                || letter.getValue().equals(left))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @Test
    void L14_whatTheBusHasGivenUpIsOursAndWhatIsForeignStays() throws Exception {
        letters.expire(rows(1));
        letters.wearOut("001", rows(2));
        letters.make("002", List.of(ForeignMessage.nothing("somebody else's")), List.of("their reason"));
        letters.make(
                "003",
                List.of(ForeignMessage.rows("another job's").property("rf_job", "other")),
                List.of("constraint"));
        letters.expire(ForeignMessage.manifest("end of a run", "{\"batches\":[]}"));
        assertThat(scenario.run("replay-dlq", "--list").out())
                .contains("TTLExpiredException", "MaxDeliveryCountExceeded")
                .contains("not ours          their reason    message somebody else's");

        CommandRun run = scenario.run("replay-dlq", "--yes", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.out() + run.err()).isIn(0, 4);
        assertThat(target.query("select id from orders order by id")).containsExactly(List.of("1"), List.of("2"));
        assertThat(letters.all())
                .extracting(ServiceBusReceivedMessage::getMessageId)
                .contains("somebody else's")
                .anyMatch(id -> id.contains("another job's"));

        CommandRun others = scenario.run("replay-dlq", "--id", "another job's", "--yes", "-q");
        assertThat(others.exitCode()).isEqualTo(4);
        assertThat(others.out()).contains("1 left, since another job's batches have a queue of their own");

        CommandRun named = scenario.run("replay-dlq", "--id", "somebody else's", "--send-only", "--yes", "-q");
        assertThat(named.out()).startsWith("1 of ");
        assertThat(letters.waiting())
                .extracting(ServiceBusReceivedMessage::getMessageId)
                .containsExactly("somebody else's#r1");
    }

    @Test
    void L14_reasonsAreTextsOfAnyLanguage() {
        String reason = "拒绝：金额为负 ❌ — è troppo";
        letters.make("000", List.of(rows(1), rows(2)), List.of(reason, "other"));
        assertThat(scenario.run("replay-dlq", "--list", "--reason", reason).out())
                .contains(reason)
                .endsWith("1 of 2 dead letters: " + reason + " 1\n");
        assertThat(scenario.run("replay-dlq", "--summary", "--output", "json").out())
                .contains("\"reasons\":{\"other\":1,\"" + reason + "\":1}");
        CommandRun run = scenario.run("replay-dlq", "--reason", reason, "--yes", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"reason\":\"" + reason + "\"").contains("\"outcomes\":{\"applied\":1}");
    }

    @Test
    void L14_whatThereIsNotIsAnErrorThatListsWhatThereIs() {
        letters.make("000", List.of(rows(1), rows(2)), List.of("constraint", "strange"));
        assertWrong("There are constraint, strange.", "--reason", "stange");
        assertWrong("There are orders.", "--table", "order");
        assertWrong("There are 20261122-001502-7f3a.", "--run", "20261122-001502");
        assertWrong("There are 0.", "--lane", "17");
        assertWrong("There are 1, 2.", "--key", "3");
        assertWrong("--list shows their ids", "--id", "no such");
        assertThat(scenario.run("replay-dlq", "--list", "--reason", "type").out())
                .as("a reason that could be is no mistake")
                .isEqualTo("0 of 2 dead letters\n");
        assertThat(scenario.run("replay-dlq", "--list", "--key", "2").out())
                .endsWith("1 of 2 dead letters: strange 1\n");
        assertThat(scenario.run("replay-dlq", "--show", "rows 2", "--output", "json")
                        .out())
                .contains("\"content\":[[\"2\",\"note\"]]");
        String newest = scenario.run("replay-dlq", "--list", "--newest-first").out();
        assertThat(newest.indexOf("strange")).isLessThan(newest.indexOf("constraint"));
        assertThat(scenario.run("replay-dlq", "--list", "--before", "2001-01-01T00:00:00Z")
                        .out())
                .isEqualTo("0 of 2 dead letters\n");
    }

    private void assertWrong(String remedy, String... choice) {
        String[] options = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("--yes"), java.util.stream.Stream.of(choice))
                .toArray(String[]::new);
        CommandRun run = scenario.run("replay-dlq", options);
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).contains(choice[0], choice[1], remedy);
    }

    @Test
    void L14_twoReplaysAtOnceAreOne() throws Exception {
        letters.make("000", List.of(rows(1)), List.of("constraint"));
        try (Database state = Database.open(new Login(target.jdbcUrl(), target.user(), target::password), 3)) {
            LedgerSchema.prepare(state);
            try (RoleLock lock = RoleLock.take(
                    state, "crm", "replay-dlq", "process 1 of nobody on moon", Clock.systemUTC(), Duration.ZERO)) {
                lock.check();
                CommandRun second = scenario.run("replay-dlq", "--yes", "-q");
                assertThat(second.exitCode()).as(second.err()).isEqualTo(7);
                assertThat(second.err()).contains("process 1 of nobody on moon");
                assertThat(scenario.run("replay-dlq", "--list").exitCode())
                        .as("looking excludes nobody")
                        .isZero();
            }
        }
        assertThat(scenario.run("replay-dlq", "--yes", "-q", "--wait", "1s").exitCode())
                .isZero();
    }

    @Test
    void L14_aSpilloverGoesThereAndBackAndNoFarther() throws Exception {
        DeadLetters there = new DeadLetters(scenario.queue() + "-spare");
        letters.make("000", List.of(rows(1)), List.of("constraint"));
        CommandRun over = scenario.run("replay-dlq", "--to", scenario.queue() + "-spare", "--yes", "-q");
        assertThat(over.out()).startsWith("1 of 1 dead letter: 1 sent");
        assertThat(letters.all()).isEmpty();
        ServiceBusReceivedMessage copy = there.waiting().get(0);
        assertThat(copy.getMessageId()).isEqualTo("rows 1#r1");
        assertThat(copy.getApplicationProperties())
                .containsEntry("rf_hops", 1)
                .containsEntry("rf_replays", 1)
                .containsEntry("rf_first_reason", "constraint");

        there.refuse("000", List.of("type"));
        Scenario spare = scenario.through(scenario.queue() + "-spare");
        assertThat(spare.run("replay-dlq", "--to", scenario.queue(), "--yes", "-q")
                        .out())
                .startsWith("1 of 1 dead letter: 1 sent");
        ServiceBusReceivedMessage back = letters.waiting().get(0);
        assertThat(back.getMessageId()).isEqualTo("rows 1#r2");
        assertThat(back.getApplicationProperties())
                .containsEntry("rf_hops", 2)
                .containsEntry("rf_first_reason", "constraint");

        letters.refuse("000", List.of("type"));
        CommandRun stopped = scenario.run("replay-dlq", "--to", scenario.queue() + "-spare", "--yes", "-q");
        assertThat(stopped.exitCode()).isEqualTo(4);
        assertThat(stopped.out())
                .startsWith("1 of 1 dead letter: 1 sent from queue to queue too often already (--max-hops)");
        assertThat(scenario.run("replay-dlq", "--yes", "-q").exitCode())
                .as("at home it may go on")
                .isZero();
        assertThat(target.count("orders")).isOne();
    }
}
