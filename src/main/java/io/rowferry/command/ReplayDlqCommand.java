package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.job.Job;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks at dead letters. */
@Command(
        name = "replay-dlq",
        description = {
            "Lists the dead letters of the job's queue: refused rows, and why.",
            "Looking neither locks nor moves anything."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry replay-dlq jobs/after-sales.yaml --list",
            "  rowferry replay-dlq jobs/after-sales.yaml --summary --after 2026-11-22T00:00:00Z --output json",
            "  rowferry replay-dlq jobs/after-sales.yaml --show d54a2daa80f7"
        })
final class ReplayDlqCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Option(names = "--list", description = "List dead letters, oldest first.")
    private boolean list;

    @Option(names = "--newest-first", description = "List them the other way round.")
    private boolean newestFirst;

    @Option(names = "--summary", description = "Count dead letters by reason, table and age.")
    private boolean summary;

    @Option(names = "--show", paramLabel = "ID", description = "Show one with its rows, masked as they were sent.")
    private @Nullable String show;

    @Mixin
    private ChoiceOptions choice;

    @Mixin
    private ReplayOptions replay;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        Job described = job.read(rowferry.environment());
        RunLookAtLetters look = new RunLookAtLetters(
                described, options, rowferry.environment(), spec.commandLine().getOut());
        if (show != null) {
            return look.show(show);
        }
        if (summary) {
            return look.summary(choice.choice());
        } else if (list) {
            return look.list(choice.choice(), newestFirst);
        }
        return new RunReplay(
                        described,
                        choice.choice(),
                        replay,
                        null,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
