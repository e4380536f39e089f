package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellCommandTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final StringWriter said = new StringWriter();

    @Test
    void it_reads_the_text_and_speaks_to_the_writer() {
        assertThat(run("cat; echo $A; echo wrong >&2", LONG, "näh\n")).isEmpty();
        assertThat(said).hasToString("näh\nb\nwrong\n");
    }

    @Test
    void a_bad_end_is_told() {
        assertThat(run("exit 7", LONG, "x")).contains("ended with exit code 7");
        assertThat(run("no\0command", LONG, "x").orElseThrow()).startsWith("could not be started");
    }

    @Test
    void a_text_that_it_does_not_read_keeps_nobody_waiting() {
        assertThat(run("exit 0", LONG, "x".repeat(10_000_000))).isEmpty();
    }

    @Test
    void what_it_leaves_running_keeps_nobody_waiting() {
        long began = System.nanoTime();

        assertThat(run("sleep 20 & echo gone", LONG, "x")).isEmpty();

        assertThat(said).hasToString("gone\n");
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
    }

    @Test
    void one_that_hangs_is_killed_with_all_that_it_has_started() throws IOException {
        Path pid = folder.resolve("pid");

        assertThat(run("sleep 100 & echo $! > " + pid + "; wait", Duration.ofSeconds(1), "x"))
                .contains("was killed, since it had not ended after 1 s");

        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .ifPresent(sleeper ->
                        sleeper.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void an_interrupt_kills_it_and_is_kept() {
        Thread.currentThread().interrupt();

        assertThat(run("sleep 100", LONG, "x")).contains("was killed, since rowferry was told to stop");
        assertThat(Thread.interrupted()).isTrue();
    }

    private Optional<String> run(String line, Duration limit, String input) {
        return new ShellCommand(line, limit).run(input, Map.of("A", "b"), new PrintWriter(said));
    }
}
