package io.rowferry.verify;

import io.rowferry.job.Deletes;
import io.rowferry.ledger.LedgerView.RefusedRow;
import io.rowferry.source.Stamp;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.TextHash;
import io.rowferry.verify.SideReader.SideRow;
import io.rowferry.verify.Transit.Moment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows that differ from rows that are on their way: reads each again, as long as the ledger has a reason to expect
 * it, and names what it knows of the others. One thread.
 */
final class Suspects {
    /** Rows that are waited for; more of them are called settling at once. */
    private static final int MOST_WAITING = 50_000;

    private static final int MOST_COLLISIONS = 1_000;
    /** Rows that are read at a time: as many as come in so many characters, on both sides together. */
    private static final int MOST_ROWS = 1_000;

    private static final int FIRST_ROWS = 20;
    private static final long CHARACTERS = 4_000_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final TableComparison table;
    private final SideReader source;
    private final SideReader target;
    private final Transit transit;
    private final Findings findings;
    private final Duration settle;
    private final @Nullable Stamp stamp;
    private final int versionPlace;
    private final TextHash digest = new TextHash();
    private final Map<List<String>, Sighting> waiting = new LinkedHashMap<>();
    private int collisions;
    private int slice = FIRST_ROWS;

    Suspects(
            TableComparison table,
            SideReader source,
            SideReader target,
            Transit transit,
            Findings findings,
            Duration settle) {
        this.table = table;
        this.source = source;
        this.target = target;
        this.transit = transit;
        this.findings = findings;
        this.settle = settle;
        this.versionPlace = table.versionPlace();
        this.stamp = stamp(table);
        transit.forgetRefusals();
    }

    private static @Nullable Stamp stamp(TableComparison table) {
        int place = table.versionPlace();
        if (place < 0) {
            return null;
        }
        Column column = table.plan().messageColumns().get(place);
        String zone = column.type().kind() == Kind.TIMESTAMP ? column.type().name() : null;
        Stamp stamp = new Stamp(column, ZoneId.of(zone == null ? ColumnType.UTC : zone));
        return stamp.problem().isPresent() ? null : stamp;
    }

    /**
     * When a row was seen to differ.
     *
     * @param version of the source's row, null when it has none
     * @param firstVersion of the source's row when it was first seen to differ
     * @param run the last run that had begun when that version was first seen
     * @param isDue whether the bus has what will make both sides alike, if anything does: the watermark has passed that
     *     version, or a run that began since has read all of the table
     * @param owed the runs whose rows were on their way when it was first seen, or first seen to be due
     * @param targetVersion of the target's row
     */
    private record Sighting(
            @Nullable String version,
            @Nullable String firstVersion,
            long run,
            boolean isDue,
            Set<Long> owed,
            @Nullable String targetVersion) {}

    /**
     * Looks at rows whose hashes differed. What may still come is looked at again in {@link #settle}.
     *
     * @param enough whether enough has been found
     */
    void examine(List<List<String>> keys, BooleanSupplier enough) throws InterruptedException {
        for (int from = 0; from < keys.size() && !enough.getAsBoolean(); ) {
            from = look(keys, from, true);
        }
    }

    /** Waits for what may still come, as long as the job says. */
    void settle() throws InterruptedException {
        long end = System.nanoTime() + settle.toNanos();
        long pause = Duration.ofMillis(100).toMillis();
        while (!waiting.isEmpty()) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            boolean last = left <= 0;
            if (!last) {
                Thread.sleep(Math.min(pause, left));
                pause = Math.min(2 * pause, LONGEST_PAUSE.toMillis());
            }
            transit.forgetRefusals();
            List<List<String>> keys = List.copyOf(waiting.keySet());
            for (int from = 0; from < keys.size(); ) {
                from = look(keys, from, !last);
            }
        }
    }

    /** Looks at some of the keys, and answers where the next ones begin. */
    private int look(List<List<String>> keys, int from, boolean mayWait) throws InterruptedException {
        int to = Math.min(keys.size(), from + slice);
        long read = look(keys.subList(from, to), mayWait);
        long fit = (to - from) * CHARACTERS / Math.max(1, read);
        slice = (int) Math.max(1, Math.min(Math.min(MOST_ROWS, 4L * slice), fit));
        return to;
    }

    /** The order is what proves it: what the ledger calls applied by then, the target must have when it is read. */
    private long look(List<List<String>> keys, boolean mayWait) throws InterruptedException {
        Moment moment = transit.look();
        Map<List<String>, SideRow> there = source.rows(keys);
        Map<List<String>, SideRow> here = target.rows(keys);
        // A row may have come, or gone, on both sides between the two reads.
        List<List<String>> onOneSide = keys.stream()
                .filter(key -> there.containsKey(key) != here.containsKey(key))
                .toList();
        if (!onOneSide.isEmpty()) {
            onOneSide.forEach(there::remove);
            there.putAll(source.rows(onOneSide));
        }
        // A run that begins from now on reads what was read here, or something newer.
        long lastRun = transit.lastRun();
        for (List<String> key : keys) {
            Sighting before = waiting.remove(key);
            judge(new Look(key, there.get(key), here.get(key), lastRun), before, moment, mayWait);
        }
        return characters(there) + characters(here);
    }

    private static long characters(Map<List<String>, SideRow> rows) {
        return rows.values().stream()
                .flatMap(row -> Arrays.stream(row.values()))
                .mapToLong(value -> value == null ? 0 : value.length())
                .sum();
    }

    /**
     * A key and what both sides have of it.
     *
     * @param lastRun the last run that had begun by then
     */
    private record Look(
            List<String> key,
            @Nullable SideRow there,
            @Nullable SideRow here,
            long lastRun) {}

    private void judge(Look look, @Nullable Sighting before, Moment moment, boolean mayWait)
            throws InterruptedException {
        SideRow there = look.there();
        SideRow here = look.here();
        List<Difference.Change> changes =
                there == null || here == null ? List.of() : table.changes(there.values(), here.values());
        if ((there == null && here == null) || (there != null && here != null && changes.isEmpty())) {
            return;
        } else if (there == null && table.job().deletes() instanceof Deletes.Ignore policy && policy.declared()) {
            findings.allowed();
            return;
        } else if (hasKeptUp(there, here, before)) {
            return;
        }
        Sighting now = sighting(look, before, moment);
        RefusedRow refusal = there == null ? null : refusal(look.key());
        boolean newer = there != null && here != null && isNewer(version(here), version(there));
        if (newer && !now.equals(before)) {
            // The source may have moved on between the two reads; seen twice alike, it has not.
            keepOrCount(look.key(), now, mayWait || before == null);
        } else if (!newer
                && (refusal == null || refusal.waiting()) // what is refused for good does not come by waiting
                && mayStillCome(there, now, moment, mayWait)) {
            keepOrCount(look.key(), now, mayWait);
        } else {
            report(look, changes, newer, refusal);
        }
    }

    private void keepOrCount(List<String> key, Sighting now, boolean mayWait) {
        if (mayWait && waiting.size() < MOST_WAITING) {
            waiting.put(key, now);
        } else {
            findings.settling(1);
        }
    }

    private Sighting sighting(Look look, @Nullable Sighting before, Moment moment) {
        String version = version(look.there());
        String held = version(look.here());
        Sighting same = before != null && Objects.equals(before.version(), version) ? before : null;
        long run = same == null ? look.lastRun() : same.run();
        boolean isDue = (same != null && same.isDue()) || isDue(look.there(), run, moment);
        String first = before == null ? version : before.firstVersion();
        return same != null && same.isDue() == isDue
                ? new Sighting(version, first, run, isDue, same.owed(), held)
                : new Sighting(version, first, run, isDue, moment.owed(table.table()), held);
    }

    private boolean isDue(@Nullable SideRow there, long run, Moment moment) {
        String version = version(there);
        Instant watermark = moment.watermark(table.table());
        if (moment.lastRead(table.table()) > run) {
            return true;
        } else if (there == null) {
            return false;
        } else if (stamp == null || watermark == null) {
            // Nothing tells when a row was written. Such a table is taken for quiet.
            return true;
        }
        return version != null
                && version.compareTo(stamp.lowest(watermark.minus(table.job().overlap()))) < 0;
    }

    /** A row that is written all the time never stands still on both sides; what was first seen to be due has come. */
    private boolean hasKeptUp(@Nullable SideRow there, @Nullable SideRow here, @Nullable Sighting before) {
        if (before == null || there == null || here == null || before.firstVersion() == null) {
            return false;
        }
        return isNewer(version(there), before.firstVersion())
                && isNewer(version(here), before.targetVersion())
                && !isNewer(before.firstVersion(), version(here))
                && !isNewer(version(here), version(there));
    }

    private boolean mayStillCome(@Nullable SideRow there, Sighting now, Moment moment, boolean mayWait) {
        if (moment.owed(table.table()).stream().anyMatch(now.owed()::contains)) {
            return there != null || table.job().deletes().removesRows();
        } else if (there == null) {
            // No run may ever come, and what is not in the source is a difference all the same.
            return table.job().deletes().removesRows() && !now.isDue() && mayWait;
        }
        boolean isQuiet = stamp == null || moment.watermark(table.table()) == null;
        return isQuiet ? moment.copying() : !now.isDue();
    }

    private void report(Look look, List<Difference.Change> changes, boolean newer, @Nullable RefusedRow refusal)
            throws InterruptedException {
        Difference.Kind kind = look.there() == null
                ? Difference.Kind.EXTRA
                : look.here() == null
                        ? Difference.Kind.MISSING
                        : newer ? Difference.Kind.NEWER_ON_TARGET : Difference.Kind.CHANGED;
        found(look, kind, changes, refusal);
    }

    private void found(Look look, Difference.Kind kind, List<Difference.Change> changes, @Nullable RefusedRow refusal)
            throws InterruptedException {
        SideRow there = look.there();
        String cause = refusal == null
                ? collision(look.key(), there, look.here())
                : (refusal.waiting() ? "refused, on its way: " : "rejected: ") + refusal.reason();
        findings.found(
                new Difference(kind, look.key(), there == null ? null : there.plainKey(), changes, cause),
                refusal != null);
    }

    private @Nullable RefusedRow refusal(List<String> key) {
        key.forEach(digest::add);
        return transit.refusal(table.table(), HexFormat.of().formatHex(digest.end()));
    }

    /** What a side has in the place of a key that it takes for the same. */
    private @Nullable String collision(List<String> key, @Nullable SideRow there, @Nullable SideRow here)
            throws InterruptedException {
        if ((there != null && here != null) || !table.mayCollide() || collisions >= MOST_COLLISIONS) {
            return null;
        }
        collisions++;
        SideReader other = there == null ? source : target;
        return other.rows(List.of(key)).keySet().stream()
                .filter(found -> !found.equals(key))
                .findFirst()
                .map(found -> "its key is the same as " + String.join(",", found) + " to the "
                        + (there == null ? "source" : "target"))
                .orElse(null);
    }

    private @Nullable String version(@Nullable SideRow row) {
        return row == null || versionPlace < 0 ? null : row.values()[versionPlace];
    }

    /** NULL is the lowest version. */
    private boolean isNewer(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one != null;
        }
        ColumnType type = table.plan().messageColumns().get(versionPlace).type();
        return switch (type.kind()) {
            case INTEGER, UNSIGNED, DECIMAL -> new BigDecimal(one).compareTo(new BigDecimal(other)) > 0;
            default -> one.compareTo(other) > 0;
        };
    }
}
