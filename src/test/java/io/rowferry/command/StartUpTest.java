package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is quick to ask is quick to answer: nothing heavy is loaded for it. */
class StartUpTest {
    private static final List<String> HEAVY = List.of(
            "com.azure.",
            "com.fasterxml.",
            "com.zaxxer.",
            "ch.qos.",
            "io.netty.",
            "io.rowferry.job.JobFile",
            "org.apache.qpid.",
            "org.jdbi.",
            "org.mariadb.",
            "org.postgresql.",
            "org.rocksdb.",
            "org.slf4j.",
            "org.snakeyaml.",
            "reactor.");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "--unknown"})
    void loadsNothingHeavy(String argument) throws IOException, InterruptedException {
        List<String> loaded = classesLoadedFor(argument);

        assertThat(loaded).contains(Main.class.getName());
        assertThat(loaded.stream().filter(name -> HEAVY.stream().anyMatch(name::startsWith)))
                .isEmpty();
    }

    private List<String> classesLoadedFor(String argument) throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        ProcessRun.of(folder, List.of("-Xshare:auto", "-Xlog:class+load:file=" + log), Main.class, argument);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(line -> line.replaceFirst("^(\\[[^]]*])* *", "").replaceFirst(" .*", ""))
                    .toList();
        }
    }

    @Test
    void exitsWithTheCodeOfTheRun() throws IOException, InterruptedException {
        assertThat(ProcessRun.of(folder, List.of(), Main.class, "--unknown"))
                .isEqualTo(new ProcessRun(2, "", "rowferry knows no option '--unknown'\nTry 'rowferry --help'\n"));
    }
}
