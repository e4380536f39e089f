package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code scripts/demo}, as a new user runs it, on the classes that this build has compiled. */
@Beside
class DemoTest {
    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        // Not @TempDir: PostgreSQL may have to run as a user who cannot enter its folders.
        folder = Files.createTempDirectory("rowferry-demo-test-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        Files.delete(folder.resolve("printed"));
        Files.delete(folder);
    }

    @Test
    void shows_all_that_it_promises_and_leaves_nothing_behind() throws Exception {
        Path printed = folder.resolve("printed");
        ProcessBuilder demo = new ProcessBuilder("scripts/demo", "--scale", "0.01")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        demo.environment().put("ROWFERRY_DEMO_CLASS_PATH", System.getProperty("java.class.path"));
        demo.environment().put("JAVA_HOME", System.getProperty("java.home"));
        demo.environment().put("TMPDIR", folder.toString());
        demo.environment().remove("ROWFERRY_JAVA_OPTS");

        int exitCode = demo.start().waitFor();

        assertThat(exitCode).as(() -> read(printed)).isZero();
        assertThat(read(printed))
                .containsSubsequence(
                        "$ scripts/rowferry full-sync jobs/demo.yaml",
                        "  region              5 read  5 applied ",
                        "(exit code 0)",
                        "$ scripts/rowferry verify jobs/demo.yaml",
                        "  lineitem       60 175 = 60 175       equal      by checksum",
                        "(exit code 0)",
                        "$ scripts/rowferry verify jobs/demo.yaml",
                        "  lineitem       60 175 ≠ 60 174       different  1 missing",
                        "(exit code 3)",
                        "$ scripts/rowferry full-sync jobs/demo.yaml",
                        "  lineitem       60 175 read  1 applied  60 174 unchanged",
                        "(exit code 0)",
                        "$ scripts/rowferry full-sync jobs/demo.yaml --table part",
                        "1 row was rejected",
                        "(exit code 4)",
                        "$ scripts/rowferry replay-dlq jobs/demo.yaml --list",
                        "price_is_positive",
                        "All came out as it should");
        assertThat(processesThatMention(folder)).isEmpty();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(printed);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not through ProcessHandle, which cuts a command line where a class path has filled it. */
    private static List<String> processesThatMention(Path path) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .map(DemoTest::commandLine)
                    .filter(line -> line.contains(path.toString()))
                    .toList();
        }
    }

    /** Empty when the process has ended meanwhile. */
    private static String commandLine(Path process) {
        try {
            byte[] words = Files.readAllBytes(process.resolve("cmdline"));
            return new String(words, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }
}
