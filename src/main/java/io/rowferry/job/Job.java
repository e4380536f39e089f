package io.rowferry.job;

import io.rowferry.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one sync, as its job file declares it: checked, secrets resolved, names not yet looked up anywhere.
 *
 * @param name 1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit; also the queue's
 *     default name
 * @param file where it was read from, as the user gave it
 * @param source null in a job that only applies
 * @param target null in a job that only sends
 * @param tables at least one, no name twice, in the file's order
 * @param maskKey what keys the hashes that mask values; null when not declared, and then nothing is masked by a hash
 * @param retry how refused rows are tried again that time may heal
 * @param state where watermarks, runs and locks live; null for the target
 * @param onAttention what a shell is to run when somebody should look at the end of a run; null for nothing
 * @param verify how both sides are compared
 */
public record Job(
        String name,
        Path file,
        @Nullable Endpoint source,
        @Nullable Endpoint target,
        BusSettings bus,
        List<TableJob> tables,
        Drift drift,
        @Nullable Secret maskKey,
        Retry retry,
        @Nullable Endpoint state,
        @Nullable String onAttention,
        VerifyRules verify) {
    public Job {
        tables = List.copyOf(tables);
    }

    /** From which database to which; what was begun between two of them is not gone on with between others. */
    public String route() {
        return Stream.of(source, target)
                .map(side -> side == null ? "" : side.database())
                .collect(Collectors.joining(" to "));
    }

    /** The tables that no row may be rejected of. */
    public Set<TableName> strict() {
        return tables.stream().filter(TableJob::strict).map(TableJob::table).collect(Collectors.toSet());
    }
}
