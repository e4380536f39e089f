package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class FrameTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private String job = "";

    @BeforeEach
    void writeAJob() throws IOException {
        String source = "{url: 'jdbc:postgresql://db/crm', user: a, password: b}";
        job = Files.writeString(
                        folder.resolve("job.yaml"),
                        "job: crm\nsource: " + source + "\nbus: local\ntables: [{table: orders}, {table: eu.lines}]\n")
                .toString();
    }

    @ParameterizedTest
    @EnumSource(ExitCode.class)
    void exitsWithWhatTheCommandAnswers(ExitCode answer) {
        assertThat(rehearse(() -> answer, job).exitCode()).isEqualTo(answer.code());
    }

    @ParameterizedTest
    @EnumSource(ExitCode.class)
    void tellsAFailureAndItsRemedy(ExitCode code) {
        CommandRun run = rehearse(
                () -> {
                    throw new Failure(code, "crm-cn: refused", "Start it.");
                },
                job);

        assertThat(run.exitCode()).isEqualTo(code.code());
        assertThat(run.err()).isEqualTo("crm-cn: refused\nStart it.\n");
    }

    @Test
    void tellsAFailureAsJsonToo() {
        CommandRun run = rehearse(
                () -> {
                    throw new Failure(ExitCode.OUTAGE, "\"crm-cn\"\nis down", "Start it.");
                },
                "--output",
                "json",
                "--table=eu.lines",
                job);

        assertThat(run.err()).isEqualTo("\"crm-cn\"\nis down\nStart it.\n");
        assertThat(run.out())
                .isEqualTo(
                        "eu.lines\n{\"version\":1,\"job\":\"crm\",\"command\":\"rehearse\",\"status\":\"failed\","
                                + "\"exitCode\":8,\"error\":{\"what\":\"\\\"crm-cn\\\"\\nis down\",\"remedy\":\"Start it.\"}}\n");
    }

    @Test
    void addsTheTraceOnlyWhenAsked() {
        Supplier<ExitCode> deed = () -> {
            throw new Failure(ExitCode.OUTAGE, "down", "Start it.", new IOException("connection refused"));
        };

        assertThat(rehearse(deed, job).err())
                .doesNotContain("connection refused")
                .doesNotContain("\tat ");
        assertThat(rehearse(deed, job, "--stacktrace").err())
                .startsWith("down\nStart it.\nio.rowferry.Failure: down\n\tat ")
                .contains("Caused by: java.io.IOException: connection refused");
    }

    @Test
    void callsAnythingElseABug() {
        String told = """
                this is a bug in rowferry: java.lang.IllegalStateException: lost
                Please report it, with what --stacktrace adds to the same command.
                """;
        Supplier<ExitCode> deed = () -> {
            throw new IllegalStateException("lost");
        };

        assertThat(rehearse(deed, job)).isEqualTo(new CommandRun(70, "orders\neu.lines\n", told));
        assertThat(rehearse(deed, job, "--stacktrace").err())
                .startsWith(told + "java.lang.IllegalStateException: lost\n");
    }

    @Test
    void callsAnErrorOfTheMachineABugToo() {
        CommandRun run = rehearse(
                () -> {
                    throw new StackOverflowError();
                },
                job);

        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(run.err()).startsWith("this is a bug in rowferry: java.lang.StackOverflowError\n");
    }

    @Test
    void tellsAMistakeInTheCommandLine() {
        String end = "\nTry 'rowferry rehearse --help'\n";

        assertThat(rehearse().err()).isEqualTo("Missing required parameter: 'JOB'" + end);
        assertThat(rehearse(job, "--outptu", "json").err())
                .isEqualTo("rowferry rehearse knows no option '--outptu'; did you mean '--output'?" + end);
        assertThat(rehearse(job, "--output", "xml").err())
                .isEqualTo("Invalid value for option '--output': must be text or json, got 'xml'" + end);
        assertThat(rehearse(job, "more").err()).isEqualTo("rowferry rehearse knows no further argument 'more'" + end);
        assertThat(rehearse(job, "--table", "a.b.c").err())
                .isEqualTo("Invalid value for option '--table' (TABLE): must be a table or schema.table, without blanks"
                        + end);
        assertThat(CommandRun.with(new RehearseCommand(() -> ExitCode.OK), "rehaerse")
                        .err())
                .isEqualTo("rowferry knows no command 'rehaerse'; did you mean 'rehearse'?\nTry 'rowferry --help'\n");
        assertThat(Stream.of(rehearse(), rehearse(job, "--x"), rehearse(job, "more")))
                .extracting(CommandRun::exitCode)
                .containsOnly(2);
    }

    @Test
    void tellsAMistakeAsJsonToo() {
        for (String[] json : new String[][] {{"--output", "json"}, {"--output=JSON"}}) {
            assertThat(rehearse(json).out())
                    .isEqualTo(
                            "{\"version\":1,\"job\":null,\"command\":\"rehearse\",\"status\":\"failed\",\"exitCode\":2,"
                                    + "\"error\":{\"what\":\"Missing required parameter: 'JOB'\","
                                    + "\"remedy\":\"Try 'rowferry rehearse --help'\"}}\n");
        }
    }

    @Test
    void tellsWhatIsWrongWithAJobFile() {
        assertThat(rehearse(folder.resolve("none.yaml").toString()))
                .isEqualTo(new CommandRun(
                        2,
                        "",
                        folder + "/none.yaml  does not exist\n1 problem, nothing was run\n"
                                + "Correct the job file and run the same command again.\n"));
    }

    @Test
    void narrowsAJobToTheTablesAskedFor() {
        assertThat(rehearse(job).out()).isEqualTo("orders\neu.lines\n");
        assertThat(rehearse(job, "--table", "eu.lines").out()).isEqualTo("eu.lines\n");
        assertThat(rehearse(job, "--table=eu.lines", "--table=orders").out()).isEqualTo("orders\neu.lines\n");
        assertThat(rehearse(job, "--table", "lines"))
                .isEqualTo(new CommandRun(
                        2,
                        "",
                        "--table lines: the job crm does not list this table\nChoose among orders, eu.lines.\n"));
    }

    @Test
    void handsSharedOptionsToTheCommand() {
        assertThat(rehearse(job, "-q").out()).isEqualTo("orders\neu.lines\nquietly\n");
        assertThat(rehearse(job, "--quiet", "--output", "text").out()).isEqualTo("orders\neu.lines\nquietly\n");
    }

    /** A law for commands still to be written: each says how it may end and shows an example. */
    @Test
    void everyCommandListsTheExitCodesAndAnExample() {
        CommandLine commands = Rowferry.commands(Map.of()).addSubcommand(new RehearseCommand(() -> ExitCode.OK));
        Frame.around(commands, commands.getOut(), commands.getErr());

        assertThat(all(commands)).allSatisfy(command -> {
            String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " ");
            for (ExitCode code : ExitCode.values()) {
                assertThat(help).contains(" " + code.code() + " " + code.meaning());
            }
            assertThat(help).contains("Examples: rowferry ").contains("--help");
        });
    }

    @Test
    void everyCommandHasTheSharedOptions() {
        CommandLine commands = Rowferry.commands(Map.of()).addSubcommand(new RehearseCommand(() -> ExitCode.OK));

        assertThat(all(commands).skip(1))
                .allSatisfy(command -> assertThat(command.getCommandSpec().optionsMap())
                        .containsKeys("--output", "-q", "-v", "--stacktrace", "--help"));
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(FrameTest::all));
    }

    private CommandRun rehearse(String... args) {
        return rehearse(() -> ExitCode.OK, args);
    }

    private static CommandRun rehearse(Supplier<ExitCode> deed, String... args) {
        String[] line = Stream.concat(Stream.of("rehearse"), Stream.of(args)).toArray(String[]::new);
        return CommandRun.with(new RehearseCommand(deed), line);
    }
}
