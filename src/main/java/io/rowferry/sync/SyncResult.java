package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.apply.MessageCounts;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has done, at its end or so far.
 *
 * @param run its name
 * @param tables parents first
 * @param messagesSent batches, without the parts split off them
 * @param bytes of rows before packing
 * @param packedBytes of rows as they travelled
 * @param heldBack what keeps the watermarks from moving on; null when nothing does
 * @param lag how far the lowest watermark is behind the source's clock; null where the run does not go by watermarks
 * @param unproven tables whose watermark follows from what the job declares, and not from what was seen
 * @param notes what the user should know, a sentence each
 * @param refused whether something was left undone for safety; the notes say what
 * @param more whether the run was stopped by its time, and the next one goes on
 */
public record SyncResult(
        String run,
        List<TableResult> tables,
        long messagesSent,
        long bytes,
        long packedBytes,
        MessageCounts messages,
        @Nullable OpenTransaction heldBack,
        @Nullable Duration lag,
        List<TableName> unproven,
        List<String> notes,
        boolean more,
        boolean refused) {

    /** The same, with how far the tables have been read, and why not farther. */
    SyncResult with(
            Map<TableName, Instant> watermarks,
            @Nullable OpenTransaction holder,
            List<TableName> declared,
            List<String> sentences) {
        return new SyncResult(
                run,
                tables.stream()
                        .map(table -> table.with(watermarks.get(table.table())))
                        .toList(),
                messagesSent,
                bytes,
                packedBytes,
                messages,
                holder,
                lag,
                List.copyOf(declared),
                List.copyOf(sentences),
                more,
                refused);
    }

    /** The same, with how far the run leaves the source behind it. */
    SyncResult behind(@Nullable Duration time) {
        return new SyncResult(
                run,
                tables,
                messagesSent,
                bytes,
                packedBytes,
                messages,
                heldBack,
                time,
                unproven,
                notes,
                more,
                refused);
    }

    /** The same, with what became of messages since. */
    public SyncResult with(MessageCounts counts) {
        return new SyncResult(
                run, tables, messagesSent, bytes, packedBytes, counts, heldBack, lag, unproven, notes, more, refused);
    }

    /** The same, with something left undone for safety. */
    SyncResult withRefusal() {
        return new SyncResult(
                run, tables, messagesSent, bytes, packedBytes, messages, heldBack, lag, unproven, notes, more, true);
    }

    SyncResult stopped() {
        return new SyncResult(
                run, tables, messagesSent, bytes, packedBytes, messages, heldBack, lag, unproven, notes, true, refused);
    }

    /** What this result means for scripts. */
    public ExitCode exitCode() {
        if (refused) {
            return ExitCode.REFUSED;
        } else if (outcomes().deadLettered() > 0) {
            return ExitCode.REJECTED;
        }
        return more ? ExitCode.STOPPED : ExitCode.OK;
    }

    /** Whether there is nothing to tell: no row was sent, and nothing was refused or noted. */
    public boolean isIdle() {
        return messagesSent == 0
                && notes.isEmpty()
                && exitCode() == ExitCode.OK
                && tables.stream().allMatch(table -> table.unstamped() == 0 && table.future() == 0);
    }

    /** All tables together. */
    public RowCounts outcomes() {
        return tables.stream().map(TableResult::outcomes).reduce(RowCounts.NONE, RowCounts::plus);
    }
}
