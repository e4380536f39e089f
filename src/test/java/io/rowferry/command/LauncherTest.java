package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that a release starts with. */
class LauncherTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void startsTheProgramWithItsArguments() throws IOException, InterruptedException {
        assertThat(launch(Map.of("JAVA_HOME", System.getProperty("java.home")), "--version"))
                .isEqualTo(new ProcessRun(0, CommandRun.of("--version").out(), ""));
        assertThat(launch(Map.of("JAVA_HOME", System.getProperty("java.home")), "--not this"))
                .isEqualTo(new ProcessRun(2, "", "rowferry knows no option '--not this'\nTry 'rowferry --help'\n"));
    }

    @Test
    void givesTheJvmTheOptionsOfTheUserLast() throws IOException, InterruptedException {
        ProcessRun run = launch(
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "ROWFERRY_JAVA_OPTS",
                        "-Xmx77m -XX:+PrintCommandLineFlags"),
                "nothing");

        assertThat(run.out()).contains("-XX:MaxHeapSize=" + 77 * 1024 * 1024);
    }

    @Test
    void refusesAMissingJava() throws IOException, InterruptedException {
        assertThat(launch(Map.of("JAVA_HOME", folder.toString())))
                .isEqualTo(new ProcessRun(
                        2,
                        "",
                        "rowferry needs Java 17 or newer, and " + folder + "/bin/java is not there.\n"
                                + "Set JAVA_HOME, or put java on the PATH.\n"));
    }

    @Test
    void refusesAnOldJava() throws IOException, InterruptedException {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        assertThat(Files.writeString(java, "#!/bin/sh\n").toFile().setExecutable(true))
                .isTrue();
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

        assertThat(launch(Map.of("JAVA_HOME", folder.toString())))
                .isEqualTo(new ProcessRun(
                        2,
                        "",
                        "rowferry needs Java 17 or newer, and " + java + " is Java 11.\n"
                                + "Set JAVA_HOME to a newer one.\n"));
    }

    private ProcessRun launch(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        return ProcessRun.launched(folder, environment, args);
    }
}
