package io.rowferry.command;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A job between two databases through a queue of its own, and the command lines of its user. */
final class Scenario {
    private static final Pattern FIRST_VALUE = Pattern.compile("\\[\"(-?\\d+)\"");

    private final Path file;
    private final String queue;
    private final Map<String, String> environment;

    private Scenario(Path file, String queue, Map<String, String> environment) {
        this.file = file;
        this.queue = queue;
        this.environment = environment;
    }

    /**
     * Writes the job file.
     *
     * @param tables names, or whole entries of the job file in braces
     */
    static Scenario between(Path folder, TestDatabase source, TestDatabase target, String... tables)
            throws IOException {
        String queue = SharedBroker.freshQueue();
        String yaml = "job: crm\nsource: " + endpoint(source) + "\ntarget: " + endpoint(target)
                + "\nbus: {connection: '${BUS}', queue: " + queue
                + ", lanes: 4}\nretry: {attempts: 0, first: 1s}\ntables:\n"
                + Stream.of(tables)
                        .map(table -> "  - " + (table.startsWith("{") ? table : "table: '" + table + "'") + "\n")
                        .collect(joining());
        Path file = Files.writeString(Files.createTempFile(folder, "crm", ".yaml"), yaml);
        return new Scenario(
                file,
                queue,
                Map.of(
                        "BUS",
                        SharedBroker.connection(),
                        "ROWFERRY_HOME",
                        folder.resolve("home").toString()));
    }

    static String endpoint(TestDatabase database) {
        return database.endpoint("zone: UTC");
    }

    /** The same job with one line more at the top of its file. */
    Scenario setting(String line) throws IOException {
        Files.writeString(file, line + "\n" + Files.readString(file));
        return this;
    }

    /** The same job with other words in one place of its file. */
    Scenario saying(String words, String others) throws IOException {
        String text = Files.readString(file);
        assertThat(text).containsOnlyOnce(words);
        Files.writeString(file, text.replace(words, others));
        return this;
    }

    /** The same job with other rules for rows that are refused. */
    Scenario retrying(String rules) throws IOException {
        Files.writeString(file, Files.readString(file).replace("retry: {attempts: 0, first: 1s}", "retry: " + rules));
        return this;
    }

    /** The same job that reads its rows from a replica of the source. */
    Scenario readingFrom(TestDatabase replica) throws IOException {
        Files.writeString(
                file, Files.readString(file).replaceFirst(", user:", ", replica: '" + replica.jdbcUrl() + "', user:"));
        return this;
    }

    /** The same job under another name. */
    Scenario named(String name) throws IOException {
        Files.writeString(file, Files.readString(file).replace("job: crm\n", "job: " + name + "\n"));
        return this;
    }

    /** The same job through another queue. */
    Scenario through(String other) throws IOException {
        Path copy = Files.createTempFile(file.getParent(), "crm", ".yaml");
        Files.writeString(copy, Files.readString(file).replace("queue: " + queue + ",", "queue: " + other + ","));
        return new Scenario(copy, other, environment);
    }

    /** The same job with other declared zones. */
    Scenario zones(String source, String target) throws IOException {
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("zone: UTC", "zone: '" + source + "'")
                        .replaceFirst("zone: UTC", "zone: '" + target + "'"));
        return this;
    }

    /** The queue's name in the shared broker. */
    String queue() {
        return queue;
    }

    /** The job file's path, as commands and messages have it. */
    String file() {
        return file.toString();
    }

    /** Runs a command on the job as its user at a terminal, who types this. */
    ProcessRun answered(String answer, String command, String... options) throws IOException, InterruptedException {
        return ProcessRun.answered(
                answer,
                Objects.requireNonNull(file.getParent()),
                environment,
                Stream.concat(Stream.of(command, file()), Stream.of(options)).toArray(String[]::new));
    }

    /** Starts a command on the job that goes on. */
    BackgroundRun start(String command, String... options) {
        return BackgroundRun.start(
                environment,
                Stream.concat(Stream.of(command, file()), Stream.of(options)).toArray(String[]::new));
    }

    /** Runs a command on the job. */
    CommandRun run(String command, String... options) {
        return CommandRun.in(
                environment,
                Stream.concat(Stream.of(command, file()), Stream.of(options)).toArray(String[]::new));
    }

    /** Runs full-sync where nothing is out of reach. */
    CommandRun sync() {
        CommandRun run = run("full-sync", "--output", "json", "-q");
        assertThat(run.exitCode()).as(run.out() + run.err()).isNotIn(8, 70);
        return plain(run);
    }

    CommandRun verify() {
        return plain(run("verify", "--output", "json", "-q"));
    }

    /** The reasons of all rows in the dead-letter queue, by the number in their first column. */
    Map<Integer, String> deadRows() throws IOException {
        Map<Integer, String> reasons = new TreeMap<>();
        try (ServiceBusReceiverClient client = new ServiceBusClientBuilder()
                .connectionString(SharedBroker.connection())
                .receiver()
                .queueName(queue)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
            for (ServiceBusReceivedMessage letter : client.peekMessages(10_000)) {
                GZIPInputStream body = new GZIPInputStream(letter.getBody().toStream());
                String rows = new String(body.readAllBytes(), StandardCharsets.UTF_8).replaceFirst(".*\"rows\":", "");
                FIRST_VALUE
                        .matcher(rows)
                        .results()
                        .forEach(value -> assertThat(
                                        reasons.put(Integer.valueOf(value.group(1)), letter.getDeadLetterReason()))
                                .isNull());
            }
        }
        return reasons;
    }

    /** The same without what differs from run to run. */
    static CommandRun plain(CommandRun run) {
        String out = run.out()
                .replaceAll("\"run\":\"\\d{8}-\\d{6}-[0-9a-f]{4}\"", "\"run\":\"RUN\"")
                .replaceAll("\"startedAt\":\"[^\"]*Z\",\"elapsedMs\":\\d+", "\"startedAt\":\"NOW\",\"elapsedMs\":0")
                .replaceAll("\"messages\":[{]\"sent\":\\d+,\"completed\":\\d+,\"deadLettered\":\\d+", "\"messages\":{");
        return new CommandRun(run.exitCode(), out, run.err());
    }

    /** The JSON document of a full-sync, as {@link #plain} leaves it. */
    static String syncJson(int exitCode, String... tables) {
        return "{\"version\":1,\"job\":\"crm\",\"command\":\"full-sync\",\"run\":\"RUN\",\"status\":\""
                + (exitCode == 0 ? "ok" : "rejected") + "\",\"exitCode\":" + exitCode
                + ",\"startedAt\":\"NOW\",\"elapsedMs\":0,\"tables\":[" + String.join(",", tables)
                + "],\"messages\":{,\"duplicates\":0},\"heldBack\":null}\n";
    }

    /** A table of it whose rows were all read and sent, and each has met its fate. */
    static String tableJson(String table, long read, long applied, long unchanged, long deadLettered) {
        return "{\"table\":\"" + table + "\",\"read\":" + read + ",\"skipped\":0,\"sent\":" + read
                + ",\"applied\":" + applied + ",\"unchanged\":" + unchanged
                + ",\"stale\":0,\"deleted\":0,\"deadLettered\":" + deadLettered
                + ",\"pending\":0,\"watermark\":null}";
    }
}
