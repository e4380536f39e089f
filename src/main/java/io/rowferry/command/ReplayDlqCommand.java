package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BusAddress;
import io.rowferry.job.GivenSecret;
import io.rowferry.job.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks at dead letters, and deals with them. */
@Command(
        name = "replay-dlq",
        description = {
            "Lists, replays or discards the dead letters of the job's queue.",
            "Those are refused rows, and batches that the bus itself has given up. Replayed, each is sent again under",
            "a new MessageId, each lane's in its order, and is taken off once its copy is there.",
            "What came of it is told by the target: applied, unchanged, stale (newer rows had come), or rejected again.",
            "With --list, --summary, --show or --export it only looks, which neither locks nor moves anything."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry replay-dlq jobs/after-sales.yaml --list",
            "  rowferry replay-dlq jobs/after-sales.yaml --summary --after 2026-11-22T00:00:00Z --output json",
            "  rowferry replay-dlq jobs/after-sales.yaml --show d54a2daa80f7",
            "  rowferry replay-dlq jobs/after-sales.yaml --reason parent-missing --dry-run",
            "  rowferry replay-dlq jobs/after-sales.yaml --table orders --probe --rate 50 --yes",
            "  rowferry replay-dlq jobs/after-sales.yaml --refetch --key 4711 --yes",
            "  rowferry replay-dlq jobs/after-sales.yaml --to after-sales-spare --to-connection '${PAIRED_BUS}' --yes",
            "  rowferry replay-dlq jobs/after-sales.yaml --run 20261122-043225-0cdb --discard --because 'test data'"
        })
final class ReplayDlqCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Option(names = "--list", description = "List dead letters, oldest first.")
    private boolean list;

    @Option(names = "--newest-first", description = "With --list: the other way round.")
    private boolean newestFirst;

    @Option(names = "--summary", description = "Count dead letters by reason, table and age.")
    private boolean summary;

    @Option(names = "--show", paramLabel = "ID", description = "Show one with its rows, masked as they were sent.")
    private @Nullable String show;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Write them with their rows into a new file that only you may read, one JSON object a line.")
    private @Nullable Path export;

    @Option(
            names = "--refetch",
            description = {
                "Send the source's rows of the same keys as they are now instead, and then take the letters off. Rows that",
                "are gone from the source are not sent."
            })
    private boolean refetch;

    @Option(
            names = "--discard",
            description = "Take them off for good, once a file in the run folder has them. Needs --because.")
    private boolean discard;

    @Option(names = "--because", paramLabel = "TEXT", description = "Why, for the audit.")
    private @Nullable String because;

    @Option(
            names = "--to",
            paramLabel = "QUEUE",
            description = "Send them into this queue instead, of the same namespace or of that of --to-connection.")
    private @Nullable String to;

    @Option(
            names = "--to-connection",
            paramLabel = "REFERENCE",
            description = {
                "With --to: the other namespace's connection string, as '$${NAME}' of an environment variable or",
                "'$${file:/path}'."
            })
    private @Nullable String toConnection;

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
        checkOneDeed();
        Job described = job.read(rowferry.environment());
        RunLookAtLetters look = new RunLookAtLetters(
                described, options, rowferry.environment(), spec.commandLine().getOut());
        if (show != null) {
            return look.show(show);
        } else if (summary) {
            return look.summary(choice.choice());
        } else if (export != null) {
            return look.export(choice.choice(), export);
        } else if (list) {
            return look.list(choice.choice(), newestFirst);
        }
        return new RunOnLetters(
                        described,
                        choice.choice(),
                        deed(described),
                        replay,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }

    private LetterDeed deed(Job described) {
        if (discard) {
            return new Discard(described, String.valueOf(because));
        } else if (refetch) {
            return new Refetch(
                    described,
                    replay,
                    options,
                    rowferry.environment(),
                    spec.commandLine().getErr());
        }
        return new SendAgain(described, replay, elsewhere(described));
    }

    private @Nullable BusAddress elsewhere(Job described) {
        if (to == null) {
            return null;
        }
        String connection = toConnection == null
                ? new OpenJob(described, rowferry.environment()).bus().connectionString()
                : GivenSecret.of("--to-connection", toConnection, rowferry.environment())
                        .reveal();
        return new BusAddress(connection, to);
    }

    private void checkOneDeed() {
        List<String> deeds = Stream.of(
                        list ? "--list" : "",
                        summary ? "--summary" : "",
                        show == null ? "" : "--show",
                        export == null ? "" : "--export",
                        refetch ? "--refetch" : "",
                        discard ? "--discard" : "",
                        to == null ? "" : "--to")
                .filter(name -> !name.isEmpty())
                .toList();
        if (deeds.size() > 1) {
            throw usage(String.join(" and ", deeds) + " do not go together", "Give one of them, one after the other.");
        } else if (discard && (because == null || because.isBlank())) {
            throw usage("--discard needs --because", "Say why: the audit keeps it, and somebody will ask.");
        } else if (because != null && !discard) {
            throw usage("--because says why letters are discarded, and nothing is", "Add --discard or leave it out.");
        } else if (toConnection != null && to == null) {
            throw usage("--to-connection needs --to", "Name the queue: --to QUEUE.");
        } else if (newestFirst && !list) {
            throw usage("--newest-first is for --list", "Replaying goes by the lanes' order.");
        }
    }

    private static Failure usage(String what, String remedy) {
        return new Failure(ExitCode.USAGE, what, remedy);
    }
}
