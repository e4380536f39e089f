package io.rowferry.command;

import static java.util.stream.Collectors.joining;

import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A job between two databases through a queue of its own, and the command lines of its user. */
final class Scenario {
    private final Path file;
    private final Map<String, String> environment;

    private Scenario(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * Writes the job file.
     *
     * @param tables names, or whole entries of the job file in braces
     */
    static Scenario between(Path folder, TestDatabase source, TestDatabase target, String... tables)
            throws IOException {
        String yaml = "job: crm\nsource: " + endpoint(source) + "\ntarget: " + endpoint(target)
                + "\nbus: {connection: '${BUS}', queue: " + SharedBroker.freshQueue() + ", lanes: 4}\ntables:\n"
                + Stream.of(tables)
                        .map(table -> "  - " + (table.startsWith("{") ? table : "table: '" + table + "'") + "\n")
                        .collect(joining());
        Path file = Files.writeString(Files.createTempFile(folder, "crm", ".yaml"), yaml);
        return new Scenario(
                file,
                Map.of(
                        "BUS",
                        SharedBroker.connection(),
                        "ROWFERRY_HOME",
                        folder.resolve("home").toString()));
    }

    static String endpoint(TestDatabase database) {
        return "{url: '" + database.jdbcUrl() + "', user: " + database.user() + ", password: " + database.password()
                + ", zone: UTC}";
    }

    /** The job file's path, as commands and messages have it. */
    String file() {
        return file.toString();
    }

    /** Runs a command on the job. */
    CommandRun run(String command, String... options) {
        return CommandRun.in(
                environment,
                Stream.concat(Stream.of(command, file()), Stream.of(options)).toArray(String[]::new));
    }

    /** Runs full-sync and answers its JSON document's tables, after checking that all is well. */
    CommandRun sync() {
        return plain(run("full-sync", "--output", "json", "-q"));
    }

    CommandRun verify() {
        return plain(run("verify", "--output", "json"));
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
