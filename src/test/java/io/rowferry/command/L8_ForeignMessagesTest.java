package io.rowferry.command;

import static io.rowferry.command.ForeignMessage.BODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in a job's queue that are not ours, or not whole, among those of a run. */
@Beside
class L8_ForeignMessagesTest {
    private static final int ROWS = 400;
    private static final List<String> SESSIONS = List.of("000", "001", "002", "003");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /**
     * A message and what becomes of it.
     *
     * @param words part of what the dead letter says
     */
    private record Bad(ForeignMessage message, String reason, String words) {}

    @ParameterizedTest
    @EachEngine
    void L8_whatIsNotOursOrNotWholeIsADeadLetterAndTheRowsAroundItAreApplied(Engine engine)
            throws SQLException, IOException {
        TestDatabase source = source();
        TestDatabase target = target(engine);
        Scenario scenario = scenario(source, target);
        JobQueue queue = new JobQueue(scenario);
        Map<String, Bad> before = bad("before ");
        Map<String, Bad> after = bad("after ");

        queue.send(messages(before));
        CommandRun sent = scenario.run("full-sync", "--send-only", "-q");
        queue.send(messages(after));
        CommandRun applied = scenario.run("apply", "--until-idle", "1s", "--output", "json");

        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(applied.exitCode()).as(applied.err()).isEqualTo(4);
        assertThat(applied.out())
                .contains("\"applied\":" + ROWS)
                .contains("\"deadLettered\":" + (before.size() + after.size()) + ",\"duplicates\"");
        Map<String, JobQueue.Letter> letters = queue.deadLetters();
        before.putAll(after);
        assertThat(letters).containsOnlyKeys(before.keySet());
        before.forEach((id, bad) -> assertThat(letters).hasEntrySatisfying(id, letter -> {
            assertThat(letter.reason()).as(id).isEqualTo(bad.reason());
            assertThat(letter.words()).as(id).contains(bad.words());
        }));
        assertThat(queue.waiting()).isEmpty();
        assertThat(target.query("select id, note from orders order by id"))
                .isEqualTo(source.query("select id, note from orders order by id"));
        assertThat(scenario.run("replay-dlq", "--list").exitCode()).isZero();
    }

    @ParameterizedTest
    @EachEngine
    void L8_rowsInGoodFormThatTheTargetCannotHoldAreRefusedAndNoOthers(Engine engine) throws SQLException, IOException {
        TestDatabase target = target(engine);
        Scenario scenario = scenario(source(), target);
        JobQueue queue = new JobQueue(scenario);

        queue.send(
                ForeignMessage.rows("text").rows(2, "[[\"abc\",\"a\"],[\"1\",\"b\"]]"),
                ForeignMessage.rows("long").rows(2, "[[\"2\",\"" + "x".repeat(30_000_000) + "\"],[\"3\",\"c\"]]"),
                ForeignMessage.rows("late attempt")
                        .property("rf_attempt", 1_000_000)
                        .rows(2, "[[\"xyz\",\"d\"],[\"4\",\"e\"]]"));
        CommandRun applied = scenario.run("apply", "--until-idle", "1s", "--output", "json");

        assertThat(applied.exitCode()).as(applied.err()).isEqualTo(4);
        assertThat(applied.out()).contains("\"applied\":3,").contains("\"deadLettered\":3,\"pending\":0");
        assertThat(queue.deadLetters().values())
                .extracting(JobQueue.Letter::reason)
                .containsExactlyInAnyOrder("type", "too-long", "type");
        assertThat(target.query("select id, note from orders order by id"))
                .containsExactly(List.of("1", "b"), List.of("3", "c"), List.of("4", "e"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void L8_anotherJobsBatchStaysWhereItIs(boolean whole) throws SQLException, IOException {
        TestDatabase target = target(Engine.POSTGRESQL);
        Scenario scenario = scenario(source(), target);
        JobQueue queue = new JobQueue(scenario);
        ForeignMessage batch = ForeignMessage.rows("another's").property("rf_job", "erp\u001b[2J");

        queue.send(whole ? batch : batch.packed(new byte[0]));
        CommandRun applied = scenario.run("apply", "--until-idle", "1s");

        assertThat(applied.exitCode()).as(applied.err()).isEqualTo(6);
        assertThat(applied.err()).contains("the queue holds a batch of job erp?[2J, not of crm");
        assertThat(queue.waiting()).containsExactly("another's");
        assertThat(queue.deadLetters()).isEmpty();
        assertThat(target.count("orders")).isZero();
    }

    @Test
    void L7_anIdThatWasAppliedWithOtherContentIsAnAlarm() throws SQLException, IOException {
        TestDatabase target = target(Engine.POSTGRESQL);
        Scenario scenario = scenario(source(), target);
        JobQueue queue = new JobQueue(scenario);

        queue.send(ForeignMessage.rows("batch"));
        CommandRun first = scenario.run("apply", "--until-idle", "1s");
        queue.send(ForeignMessage.rows("batch").rows(1, "[[\"-1\",\"other\"]]").named("again"));
        CommandRun second = scenario.run("apply", "--until-idle", "1s");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.exitCode()).as(second.err()).isEqualTo(6);
        assertThat(second.err()).contains("was applied before with other content");
        assertThat(queue.waiting()).containsExactly("again");
        assertThat(target.query("select id, note from orders")).containsExactly(List.of("-1", "foreign"));
    }

    private static Map<String, Bad> bad(String prefix) {
        Map<String, Bad> all = new LinkedHashMap<>();
        String word = "corrupt";
        int[] session = {0};
        new Object() {
            void add(String name, ForeignMessage message, String reason, String words) {
                all.put(prefix + name, new Bad(message.session(SESSIONS.get(session[0]++ % 4)), reason, words));
            }

            ForeignMessage rows(String name) {
                return ForeignMessage.rows(prefix + name);
            }

            void changed(String name, String property, Object value, String words) {
                add(name, rows(name).property(property, value), word, words);
            }

            void body(String name, String json, String words) {
                add(name, rows(name).json(json), word, words);
            }

            void manifest(String name, String body, String words) {
                add(name, ForeignMessage.manifest(prefix + name, body), word, words);
            }

            void all() {
                byte[] good = ForeignMessage.gzip(BODY.getBytes(StandardCharsets.UTF_8));
                byte[] flipped = good.clone();
                flipped[good.length / 2] ^= 0x55;
                byte[] liar = ForeignMessage.gzip(new byte[60 << 20]);
                Arrays.fill(liar, liar.length - 4, liar.length, (byte) 1);

                add("nothing", ForeignMessage.nothing(prefix + "nothing"), word, "its cloudEvents:type is neither");
                changed("later version", "cloudEvents:type", "io.rowferry.rows.v2", "but io.rowferry.rows.v2");
                changed("type no text", "cloudEvents:type", 7, "its cloudEvents:type is neither");
                add("no id", rows("no id").without("rf_id"), word, "it has no rf_id");
                changed("id no hash", "rf_id", "x".repeat(64), "its rf_id is no hash");
                changed("long id", "rf_id", "a".repeat(3_000), "its rf_id is no text of 1 to 64");
                add("no job", rows("no job").without("rf_job"), word, "it has no rf_job");
                changed("order half", "rf_order", "1", "its rf_order is no run/sequence");
                changed("order negative", "rf_order", "-1/-5", "its rf_order is no run/sequence");
                changed("order huge", "rf_order", "99999999999999999999/1", "its rf_order is no run/sequence");
                changed("order no text", "rf_order", 5L, "its rf_order is no text");
                changed(
                        "operation",
                        "rf_operation",
                        "truncate",
                        "its rf_operation is not known to this version: truncate");
                changed("table no name", "rf_table", "a.b.c", "its rf_table is not known");
                changed("attempt a text", "rf_attempt", "1", "its rf_attempt is no whole number from 1");
                changed("attempt zero", "rf_attempt", 0, "its rf_attempt is no whole number from 1");
                changed("attempt huge", "rf_attempt", Long.MAX_VALUE, "its rf_attempt is no whole number");
                changed("attempt half", "rf_attempt", 1.5, "its rf_attempt is no whole number");
                changed("rows negative", "rf_rows", -1, "its rf_rows is no whole number");
                changed("rows huge", "rf_rows", (1L << 32) + 1, "its rf_rows is no whole number");
                changed("rows others", "rf_rows", 2, "another number of rows");
                changed("checksum", "rf_checksum", "0".repeat(64), "its checksum is wrong");
                add(
                        "verdict unknown",
                        rows("verdict unknown").property("rf_verdict", "reject").property("rf_reason", "bad mood"),
                        word,
                        "its rf_reason is not known");
                add("empty body", rows("empty body").packed(new byte[0]), word, "too short to be gzip");
                add("no gzip", rows("no gzip").packed(BODY.getBytes(StandardCharsets.UTF_8)), word, "damaged");
                add("cut", rows("cut").packed(Arrays.copyOf(good, good.length - 9)), word, "damaged");
                add("flipped", rows("flipped").packed(flipped), word, "damaged");
                add("bomb", rows("bomb").packed(ForeignMessage.gzip(new byte[65 << 20])), word, "unpacks to more than");
                add("lying bomb", rows("lying bomb").packed(liar), word, "unpacks to another size than it says");
                add("body a value", rows("body a value").value("a text"), word, "no bytes but an AMQP value");
                add(
                        "nothing but a value",
                        ForeignMessage.nothing(prefix + "nothing but a value").value(List.of(1, 2)),
                        word,
                        "its cloudEvents:type is neither");
                body("no json", "once upon a time", "damaged");
                body("json cut", BODY.substring(0, BODY.length() - 3), "damaged");
                body("json twice", BODY + BODY, "expected the end");
                body("a list", "[]", "expected START_OBJECT");
                body("empty object", "{}", "a batch needs columns, a key and rows");
                body("rows first", "{\"rows\":[]}", "columns come before rows");
                body("rows twice", BODY.replace("\"key\"", "\"rows\":[],\"key\""), "two of a field");
                body("version an object", BODY.replace("null", "{\"rows\":[]}"), "expected VALUE_STRING");
                body("version nowhere", BODY.replace("null", "\"at\""), "its version is none of its columns");
                body("key nowhere", BODY.replace("[\"id\"]", "[\"no\"]"), "its key is not made of its columns");
                body("key twice", BODY.replace("[\"id\"]", "[\"id\",\"id\"]"), "its key is not made of its columns");
                body("column twice", BODY.replace("note", "id"), "its columns do not have a name each");
                body("no type known", BODY.replace("text(200)", "vector(3)"), "no column type: vector(3)");
                body("number for a text", BODY.replace("\"-1\"", "-1"), "row 0 holds VALUE_NUMBER_INT");
                body("row too short", BODY.replace(",\"foreign\"", ""), "row 0 holds END_ARRAY");
                body("row too long", BODY.replace("\"-1\",", "\"-1\",\"-1\","), "expected END_ARRAY");
                body("deep", BODY.replace("null", "[".repeat(5_000) + "]".repeat(5_000)), "expected VALUE_STRING");
                body("deep aside", BODY.replace("\"key\"", "\"x\":" + "[".repeat(5_000) + ",\"key\""), "damaged");
                add(
                        "table unknown",
                        rows("table unknown").property("rf_table", "secrets"),
                        "schema",
                        "job crm has no table secrets");
                add(
                        "other fingerprint",
                        rows("other fingerprint").property("rf_fingerprint", "f00df00df00df00d"),
                        "schema",
                        "its fingerprint is not that of its columns");
                add(
                        "refused before",
                        rows("refused before")
                                .property("rf_verdict", "reject")
                                .property("rf_reason", "constraint")
                                .property("rf_words", "w".repeat(3_000)),
                        "constraint",
                        "w".repeat(1_000));
                manifest("manifest empty", "", "damaged manifest");
                manifest("manifest cut", "{\"lanes\":{\"000\":{\"orders\":{\"batches\":1", "damaged manifest");
                manifest("manifest lane", "{\"lanes\":{\"-7\":{}}}", "no lane");
                manifest(
                        "manifest negative",
                        "{\"lanes\":{\"000\":{\"orders\":{\"batches\":-5,\"rows\":1}}}}",
                        "no number from 0");
                manifest(
                        "manifest huge",
                        "{\"lanes\":{\"000\":{\"orders\":{\"batches\":9223372036854775807,\"rows\":1}}}}",
                        "no number from 0");
                add(
                        "manifest number",
                        ForeignMessage.manifest(prefix + "manifest number", "{}")
                                .property("rf_number", "1"),
                        word,
                        "its rf_number is no whole number");
            }
        }.all();
        // Sessions of their own, beside the lanes.
        Stream.of("", "7", "-01", "lane", "9".repeat(30))
                .forEach(name -> all.put(
                        prefix + "session " + name,
                        new Bad(
                                ForeignMessage.rows(prefix + "session " + name).session(prefix + name),
                                "corrupt",
                                "its session is no lane")));
        return all;
    }

    private static ForeignMessage[] messages(Map<String, Bad> bad) {
        return bad.values().stream().map(Bad::message).toArray(ForeignMessage[]::new);
    }

    private static TestDatabase source() throws SQLException {
        TestDatabase source = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id int primary key, note varchar(200))",
                "insert into orders select i, 'note ' || i from generate_series(1, " + ROWS + ") i");
        return source;
    }

    private static TestDatabase target(Engine engine) throws SQLException {
        TestDatabase target = Servers.of(engine).freshDatabase();
        target.execute("create table orders (id int primary key, note varchar(200))");
        return target;
    }

    private Scenario scenario(TestDatabase source, TestDatabase target) throws IOException {
        return Scenario.between(folder, source, target, "orders").setting("state: " + Scenario.endpoint(source));
    }
}
