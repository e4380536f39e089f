package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** In a process of its own, for the log goes to the real streams. */
class LoggingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static final class Rehearsal {
        private Rehearsal() {}

        private static ExitCode log() {
            LoggerFactory.getLogger("io.rowferry.rehearse").debug("in detail");
            LoggerFactory.getLogger("io.rowferry.rehearse").warn("take care", new IllegalStateException("cause"));
            LoggerFactory.getLogger("com.azure.core").error("noise");
            return ExitCode.OK;
        }

        public static void main(String[] args) {
            CommandLine commands = Rowferry.commands(Map.of()).addSubcommand(new RehearseCommand(Rehearsal::log));
            Frame.around(commands, Main.utf8(System.out), Main.utf8(System.err)).execute(args);
        }
    }

    @Test
    void warnsOnStandardErrorInOneLineEach() throws IOException, InterruptedException {
        ProcessRun run = rehearse();

        assertThat(run.out()).isEqualTo("orders\n");
        assertThat(run.err()).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  rehearse: take care\n");
    }

    @Test
    void goesIntoDetailWhenAsked() throws IOException, InterruptedException {
        ProcessRun run = rehearse("-v");

        assertThat(run.out()).isEqualTo("orders\n");
        assertThat(run.err()).containsPattern("DEBUG rehearse: in detail\n").doesNotContain("noise");
    }

    private ProcessRun rehearse(String... options) throws IOException, InterruptedException {
        String target = "{url: 'jdbc:mysql://db/crm', user: a, password: b}";
        Path job = Files.writeString(
                folder.resolve("job.yaml"),
                "job: crm\ntarget: " + target + "\nbus: local\ntables: [{table: orders}]\n");
        String[] args = new String[options.length + 2];
        System.arraycopy(options, 0, args, 2, options.length);
        args[0] = "rehearse";
        args[1] = job.toString();
        // What the program ships, not the logback-test.xml that the class path of tests also holds.
        return ProcessRun.of(folder, List.of("-Dlogback.configurationFile=logback.xml"), Rehearsal.class, args);
    }
}
