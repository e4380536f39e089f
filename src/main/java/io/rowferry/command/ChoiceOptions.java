package io.rowferry.command;

import io.rowferry.replay.Choice;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose among dead letters. */
final class ChoiceOptions {
    @Option(
            names = "--id",
            paramLabel = "ID",
            description = {
                "Only this letter: its id or six letters of it or more, its MessageId, or its sequence number. The only way",
                "to mean what is not the job's own. This and what follows may be repeated, and all given must hold."
            })
    private List<String> ids = List.of();

    @Option(names = "--reason", paramLabel = "REASON", description = "Only what was dead-lettered for this reason.")
    private List<String> reasons = List.of();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            converter = TableNameConverter.class,
            description = "Only rows of this table.")
    private List<TableName> tables = List.of();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Only letters with the row of this key; values of a key of several columns with commas between.")
    private List<String> keys = List.of();

    @Option(names = "--lane", paramLabel = "LANE", description = "Only this lane, from 0.")
    private List<Integer> lanes = List.of();

    @Option(names = "--run", paramLabel = "RUN", description = "Only what this run has sent.")
    private List<String> runs = List.of();

    @Option(
            names = "--before",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only what the bus had taken in by then, such as 2026-11-22T08:00:00Z.")
    private @Nullable Instant before;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only what the bus has taken in since then.")
    private @Nullable Instant after;

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            description = "So many at most, the oldest; with --newest-first the newest.")
    private long limit = Long.MAX_VALUE;

    /** What they mean. */
    Choice choice() {
        return new Choice(
                new LinkedHashSet<>(ids),
                new LinkedHashSet<>(reasons),
                new LinkedHashSet<>(tables),
                new LinkedHashSet<>(keys),
                new LinkedHashSet<>(lanes),
                new LinkedHashSet<>(runs),
                before,
                after,
                limit);
    }
}
