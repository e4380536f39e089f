package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A command line that must fail, told in every way in which failures are told, none of which may show a secret. */
final class BadInput {
    /** What stands for a password or key in jobs that must fail. */
    static final String SECRET = "s3cr3t-Zq";

    private final Path folder;
    private final Map<String, String> environment;
    private final String[] line;

    private BadInput(Path folder, Map<String, String> environment, String... line) {
        this.folder = folder;
        this.environment = environment;
        this.line = line;
    }

    /** A command on a job with these settings. */
    static BadInput job(Path folder, String command, String... settings) throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), "job: crm\n" + String.join("\n", settings) + "\n");
        return of(folder, command, file.toString());
    }

    static BadInput of(Path folder, String... line) {
        return new BadInput(
                folder, Map.of("ROWFERRY_HOME", folder.resolve("home").toString()), line);
    }

    BadInput with(String... options) {
        return new BadInput(
                folder,
                environment,
                Stream.of(line, options).flatMap(Stream::of).toArray(String[]::new));
    }

    BadInput at(Path home) {
        return new BadInput(folder, Map.of("ROWFERRY_HOME", home.toString()), line);
    }

    static String endpoint(String side, String url, String user, String password) {
        return side + ": {url: '" + url + "', user: " + user + ", password: " + password + ", zone: UTC}";
    }

    static String source(TestDatabase database) {
        return endpoint("source", database.jdbcUrl(), database.user(), database.password());
    }

    static String target(TestDatabase database) {
        return endpoint("target", database.jdbcUrl(), database.user(), database.password());
    }

    /** Holds that the failure is told as text and as JSON, in these words; {@code FOLDER} stands for the test's. */
    void fails(int exitCode, String what, String remedy) {
        String told = what + "\n" + remedy + "\n";
        assertThat(run()).isEqualTo(new CommandRun(exitCode, "", told));

        CommandRun json = with("--output", "json").run();
        assertThat(json.exitCode()).isEqualTo(exitCode);
        assertThat(json.err()).isEqualTo(told);
        assertThat(json.out())
                .startsWith("{\"version\":1,\"job\":")
                .endsWith("\"command\":\"" + line[0] + "\",\"status\":\"failed\",\"exitCode\":" + exitCode
                        + ",\"error\":{\"what\":\"" + quoted(what) + "\",\"remedy\":\"" + quoted(remedy) + "\"}}\n");

        CommandRun traced = with("--stacktrace").run();
        assertThat(traced.err()).startsWith(told).contains("\tat io.rowferry.");
    }

    /** For mistakes on the command line itself, which have no trace. */
    void isAMistake(String what, String remedy) {
        assertThat(run()).isEqualTo(new CommandRun(2, "", what + "\n" + remedy + "\n"));
    }

    private CommandRun run() {
        CommandRun run = CommandRun.in(environment, line);
        assertThat(run.out() + run.err()).doesNotContain(SECRET);
        return new CommandRun(
                run.exitCode(),
                run.out().replace(folder.toString(), "FOLDER"),
                run.err().replace(folder.toString(), "FOLDER"));
    }

    private static String quoted(String text) {
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
