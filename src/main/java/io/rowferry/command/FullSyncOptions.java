package io.rowferry.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of full-sync alone. */
final class FullSyncOptions {
    @Mixin
    private PlanOption plan;

    @Option(
            names = "--create-tables",
            paramLabel = "print|run",
            converter = CreateTables.Converter.class,
            description = {
                "For a first start: print the statements that create the tables that the target lacks, with key and",
                "an index on the watermark, and stop; or run them, then copy."
            })
    private @Nullable CreateTables createTables;

    @Option(names = "--anew", description = "Begin from the beginning, also where the last copy was stopped or killed.")
    private boolean anew;

    @Option(
            names = "--horizon-wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "How long to wait, before copying, for the transactions that are open in the source; default",
                "${DEFAULT-VALUE}. When one is open longer, no watermark is stored for incremental to go on from."
            })
    private Duration horizonWait = Duration.ofSeconds(60);

    @Mixin
    private SendingOptions sending;

    /** What to do about tables that the target lacks. */
    enum CreateTables {
        PRINT,
        RUN;

        /** Reads it in lower case. */
        static final class Converter implements ITypeConverter<CreateTables> {
            @Override
            public CreateTables convert(String text) {
                return switch (text) {
                    case "print" -> PRINT;
                    case "run" -> RUN;
                    default -> throw new TypeConversionException("must be print or run, got \"" + text + "\"");
                };
            }
        }
    }

    boolean anew() {
        return anew;
    }

    Duration horizonWait() {
        return horizonWait;
    }

    boolean dryRun() {
        return plan.only();
    }

    @Nullable
    CreateTables createTables() {
        return createTables;
    }

    SendingOptions sending() {
        return sending;
    }
}
