package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.ledger.WatermarkLedger.Mark;
import io.rowferry.source.Horizon;
import io.rowferry.source.Lookout;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts watermarks where somebody who knows better wants them. */
public final class SetWatermark {
    /** Most transactions end soon, and whatever is open right now is open at the moment that is now. */
    private static final Duration LET_END = Duration.ofSeconds(5);

    private final Job job;
    private final List<TableJob> tables;
    private final WatermarkLedger ledger;
    private final Lookout lookout;

    /**
     * Sets it up; nothing happens yet.
     *
     * @param tables those of the job that are meant; with each goes the one that notes what is gone of it
     */
    public SetWatermark(Job job, Set<TableName> tables, WatermarkLedger ledger, Lookout lookout) {
        this.job = job;
        this.tables = job.tables().stream()
                .filter(table -> tables.contains(table.table()))
                .toList();
        this.ledger = ledger;
        this.lookout = lookout;
    }

    /** The watermarks that would be set, as they are. */
    public List<TableWatermark> look() {
        Map<TableName, Mark> marks = ledger.read(job.name());
        Map<TableName, TableWatermark> found = new LinkedHashMap<>();
        for (TableJob table : tables) {
            for (TableName stamped : table.stamped()) {
                Mark mark = marks.get(stamped);
                @Nullable Instant at = mark == null ? null : mark.at();
                @Nullable TableName goneFrom = stamped.equals(table.table()) ? null : table.table();
                found.putIfAbsent(stamped, new TableWatermark(stamped, goneFrom, at, at));
            }
        }
        return List.copyOf(found.values());
    }

    /**
     * Sets them. Where the source is another server than before, or its clock has gone back, the watermarks of all other
     * tables are forgotten, since they say nothing any more.
     *
     * @param found as {@link #look} has found them
     * @return what they are then
     * @throws Failure with {@code REFUSED} when the source's transactions cannot be seen, or stamps are another
     *     server's, or rows stamped before the moment may still be committed, and the job does not declare how old
     *     transactions get
     * @throws InterruptedException when interrupted; nothing is set then
     */
    public List<TableWatermark> to(Instant moment, List<TableWatermark> found) throws InterruptedException {
        List<TableJob> watched =
                tables.stream().filter(table -> table.lag() == null).toList();
        watched.forEach(table -> table.stamped().forEach(lookout::checkOwnStamps));
        if (!watched.isEmpty()) {
            Horizon seen = new HorizonWatch(job.name(), ledger, lookout).await(moment, LET_END);
            if (seen.hides(moment)) {
                throw mayCome(moment, seen);
            }
        }
        found.forEach(each -> ledger.set(job.name(), each.table(), moment));
        return found.stream().map(each -> each.at(moment)).toList();
    }

    private static Failure mayCome(Instant moment, Horizon seen) {
        return new Failure(
                ExitCode.REFUSED,
                Holders.words(seen.hiding(moment)) + ", has not ended, and may still commit rows stamped before "
                        + moment + ", which would then never be sent",
                "No watermark was set. Let it end, and set it then; or name a moment more than a day before it began.");
    }
}
