package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void showsItsVersion() {
        CommandRun run = CommandRun.of("--version");

        assertThat(run.out()).matches("rowferry \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void showsItsHelp() {
        assertThat(CommandRun.of("--help")).isEqualTo(new CommandRun(0, """
                        Usage: rowferry [-hV] [COMMAND]
                        Ferries rows between databases through Azure Service Bus, and proves that they arrived.
                          -h, --help      Show this help message and exit.
                          -V, --version   Print version information and exit.
                        Commands:
                          full-sync    Copies every row of every table into the target, through the bus.
                          incremental  Sends the rows that have changed since the watermark, through the bus, and applies them.
                          apply        Applies what waits in the queue to the target.
                          verify       Compares both sides of every table, down to the rows that differ, and mends them on demand.
                          diff         Lists what differs in a table, as CSV on standard output.
                          replay-dlq   Lists, replays or discards the dead letters of the job's queue.
                          status       Shows how far a job is, what holds it back, and what waits.
                          broker       Runs a Service Bus on this machine, for several processes to share.

                        Exit codes:
                          0     done, nothing needs attention
                          2     usage or job file wrong: every problem at once, each with file, line, column and what is allowed
                          3     done, differences found (verify, diff)
                          4     done, rows rejected: there are dead letters of this run
                          5     stopped at --run-time; the next run goes on from here
                          6     refused for safety: mass-delete breaker, blind watermark, rewound source, schema drift
                          7     another run of this job in the same role holds the lock
                          8     something could not be reached, or an outage outlasted the retries; nothing is lost, run it again
                          70    a bug in rowferry
                          130   interrupted; everything committed so far stands

                        Examples:
                          rowferry full-sync jobs/after-sales.yaml
                          rowferry verify jobs/after-sales.yaml --output json
                        """, ""));
    }

    @Test
    void missesACommand() {
        assertThat(CommandRun.of()).isEqualTo(new CommandRun(2, "", "A command is missing\nTry 'rowferry --help'\n"));
    }

    @Test
    void guessesAMisspeltOption() {
        assertThat(CommandRun.of("--versoin"))
                .isEqualTo(new CommandRun(
                        2,
                        "",
                        "rowferry knows no option '--versoin'; did you mean '--version'?\nTry 'rowferry --help'\n"));
    }
}
