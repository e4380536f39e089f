package io.rowferry.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of incremental alone. */
final class IncrementalOptions {
    @Mixin
    private PlanOption plan;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "Go on until told to stop (SIGINT, SIGTERM), or for --run-time, with a run at least so often; one result",
                "for each. An outage is told and waited out."
            })
    private @Nullable Duration every;

    @Option(
            names = "--from",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = {
                "Send the rows stamped at this moment or later, such as 2026-11-22T08:00:00Z, and leave the watermark",
                "alone. Needs no lock: it may run beside another incremental."
            })
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = "The same for the rows stamped before this moment; with --from, for those between.")
    private @Nullable Instant to;

    @Option(
            names = "--keys",
            paramLabel = "FILE|-",
            description = {
                "Send these rows of one --table as they are now, and leave the watermark alone: a CSV file, or standard",
                "input, with the key's columns, one row a line."
            })
    private @Nullable String keys;

    @Option(
            names = "--set-watermark",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = {
                "Say what the tables' watermarks are, and, after asking, set them to this moment; then stop. Rows stamped",
                "earlier are taken for sent. --yes answers."
            })
    private @Nullable Instant watermark;

    @Option(names = "--yes", description = "Do what --set-watermark would ask about.")
    private boolean yes;

    @Mixin
    private SendingOptions sending;

    boolean dryRun() {
        return plan.only();
    }

    @Nullable
    Duration every() {
        return every;
    }

    @Nullable
    Instant from() {
        return from;
    }

    @Nullable
    Instant to() {
        return to;
    }

    @Nullable
    String keys() {
        return keys;
    }

    @Nullable
    Instant watermark() {
        return watermark;
    }

    boolean yes() {
        return yes;
    }

    /** Those of the options that cannot go together; null when all can. */
    @Nullable
    String contradiction() {
        List<String> chosen = new ArrayList<>();
        add(chosen, every != null, "--every");
        add(chosen, from != null || to != null, "--from/--to");
        add(chosen, keys != null, "--keys");
        add(chosen, watermark != null, "--set-watermark");
        return chosen.size() < 2 ? null : String.join(" and ", chosen);
    }

    private static void add(List<String> chosen, boolean isChosen, String name) {
        if (isChosen) {
            chosen.add(name);
        }
    }

    SendingOptions sending() {
        return sending;
    }
}
