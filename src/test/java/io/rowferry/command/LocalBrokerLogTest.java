package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log that a broker leaves which {@code bus: local} started; nobody looks after it. */
class LocalBrokerLogTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int LINES = 40_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static final class Chatter {
        private Chatter() {}

        public static void main(String[] args) {
            Logger log = LoggerFactory.getLogger("io.rowferry.broker.Broker");
            for (int i = 1; i <= LINES; i++) {
                log.warn("fault number {} of something\nthat goes wrong over and over again, as fast as it can", i);
            }
            log.debug("a detail");
            log.warn("the last word", new IllegalStateException("why"));
        }
    }

    @Test
    void stays_small_however_much_goes_wrong_and_keeps_what_came_last() throws Exception {
        Path log = folder.resolve("log");
        ProcessRun run = ProcessRun.of(
                folder,
                List.of("-Dlogback.configurationFile=logback-local-broker.xml", "-Drowferry.broker.log=" + log),
                Chatter.class);

        assertThat(run).isEqualTo(new ProcessRun(0, "", ""));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("log", "log.1", "out", "err");
        assertThat(Files.size(log) + Files.size(folder.resolve("log.1"))).isBetween(MEGABYTE + 0L, 4L * MEGABYTE);
        assertThat(Files.readString(log))
                .contains("WARN  Broker: fault number " + LINES + " of something that goes wrong over")
                .contains("WARN  Broker: the last word\njava.lang.IllegalStateException: why\n\tat io.rowferry.")
                .doesNotContain("a detail");
    }
}
