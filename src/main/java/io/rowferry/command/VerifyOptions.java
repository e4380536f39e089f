package io.rowferry.command;

import io.rowferry.sync.Deadline;
import io.rowferry.verify.Depth;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of verify alone. */
final class VerifyOptions {
    @Option(
            names = "--depth",
            paramLabel = "count|checksum|rows",
            converter = DepthConverter.class,
            description = {
                "How far to go at most: compare counts; sums over every value; or find the rows that differ, the",
                "default. Only the last tells rows that are on their way from rows that differ."
            })
    private Depth depth = Depth.ROWS;

    @Option(
            names = "--max-diffs",
            paramLabel = "N",
            converter = PositiveConverter.class,
            description = "Go on to the next table after so many differences, about; default: find all.")
    private @Nullable Long maxDiffs;

    @Option(
            names = "--run-time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "Stop after this time, at an edge from which the next verify with --run-time goes on, and end with exit code",
                "5 when there is more."
            })
    private @Nullable Duration runTime;

    @Option(names = "--anew", description = "Begin from the beginning, also where the last verify was stopped.")
    private boolean anew;

    @Mixin
    private ReplicaWaitOption replicaWait;

    Depth depth() {
        return depth;
    }

    @Nullable
    Long maxDiffs() {
        return maxDiffs;
    }

    Deadline deadline() {
        return Deadline.in(runTime);
    }

    /** Whether it may be stopped, and goes on from where it was. */
    boolean isTimed() {
        return runTime != null;
    }

    boolean anew() {
        return anew;
    }

    ReplicaWaitOption replicaWait() {
        return replicaWait;
    }

    /** Reads it in lower case. */
    static final class DepthConverter implements ITypeConverter<Depth> {
        @Override
        public Depth convert(String text) {
            for (Depth depth : Depth.values()) {
                if (depth.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return depth;
                }
            }
            throw new TypeConversionException("must be count, checksum or rows, got \"" + text + "\"");
        }
    }
}
