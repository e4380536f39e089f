package io.rowferry.verify;

import io.rowferry.job.VerifyRules.GroupBy;
import io.rowferry.source.KeyRange;
import io.rowferry.verify.Bookmark.Mark;
import io.rowferry.verify.BothSides.Both;
import io.rowferry.verify.Difference.Kind;
import io.rowferry.verify.SharedRanges.Range;
import io.rowferry.verify.SumsAhead.Summed;
import io.rowferry.verify.TableVerdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares both sides of one table: counts, then sums, then the hashes of the rows whose sums differ, then the values of
 * the rows whose hashes differ; no farther than it must. One thread.
 */
final class CompareTable {
    /** Rows of both sides that are held in memory at a time, with their hashes. */
    private static final long MOST_HELD = 2 * ChunkSize.MOST;

    private static final int ROWS_IN_A_BUCKET = 1_000;
    private static final int MOST_BUCKETS = 16_384;

    private final TableComparison table;
    private final SideReader source;
    private final SideReader target;
    private final BothSides both;
    private final Settings settings;
    private final Findings findings;
    private final Suspects suspects;
    private final AtomicLong bytes;
    private final long began = System.nanoTime();
    private List<TableVerdict.Group> groups = List.of();
    private List<String> reached = List.of();
    private boolean sumsDiffer;
    private boolean counted;
    private boolean stopped;
    private boolean more;

    CompareTable(
            TableComparison table,
            SideReader source,
            SideReader target,
            BothSides both,
            Settings settings,
            Findings findings,
            Transit transit,
            AtomicLong bytes) {
        this.table = table;
        this.source = source;
        this.target = target;
        this.both = both;
        this.settings = settings;
        this.findings = findings;
        this.bytes = bytes;
        this.suspects = new Suspects(
                table, source, target, transit, findings, settings.rules().settle());
    }

    /** Goes on from where it was stopped before; what was done is not done again. */
    void goOnFrom(Bookmark bookmark) {
        findings.goOnFrom(bookmark);
        reached = bookmark.reached();
        sumsDiffer = bookmark.has(Mark.SUMS_DIFFER);
        counted = bookmark.has(Mark.COUNTED);
        stopped = bookmark.has(Mark.STOPPED);
    }

    /** Whether it was stopped by its time. */
    boolean hasMore() {
        return more;
    }

    /** Where it was stopped, or that it is done. */
    Bookmark bookmark() {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        mark(marks, Mark.DONE, !more);
        mark(marks, Mark.SUMS_DIFFER, sumsDiffer);
        mark(marks, Mark.COUNTED, counted);
        mark(marks, Mark.STOPPED, stopped);
        return new Bookmark(
                Bookmark.signature(table, settings), marks, Bookmark.counts(findings), more ? reached : List.of());
    }

    private static void mark(Set<Mark> marks, Mark mark, boolean isTrue) {
        if (isTrue) {
            marks.add(mark);
        }
    }

    /** What is known of a table that was done before. */
    TableVerdict asBefore() {
        return verdict();
    }

    /** Runs to the end of the table, or until there is enough, or to the next edge when the time is over. */
    TableVerdict run() throws InterruptedException {
        GroupBy field = settings.rules().groupBy().get(table.table());
        if (field != null) {
            groups = GroupCounts.of(table, field, source, target, both);
        }
        if (settings.depth() != Depth.ROWS) {
            Both<Long> counts = both.ask(source::count, target::count);
            if (settings.depth() == Depth.COUNT || !counts.same()) {
                findings.counted(counts.source(), counts.target());
                sumsDiffer = sumsDiffer || !counts.same();
                counted = true;
                return verdict();
            }
        }
        if (table.isOrdered()) {
            compareRanges();
        } else {
            compareBuckets();
        }
        suspects.settle();
        return verdict();
    }

    private void compareRanges() throws InterruptedException {
        SharedRanges ranges = new SharedRanges(source, target, table.source(), reached.isEmpty() ? null : reached);
        try (SumsAhead ahead = new SumsAhead(ranges, source, target, both)) {
            while (!isEnough() && !more) {
                Optional<Summed> next = ahead.next();
                if (next.isEmpty()) {
                    return;
                }
                look(next.get());
            }
        }
    }

    private void look(Summed summed) throws InterruptedException {
        Range range = summed.range();
        KeyRange keys = range.keys();
        findings.begin(keys.above(), keys.upTo());
        Both<Map<String, Checksum>> sums = summed.sums();
        if (!sums.same() && summed.grouping().isNone() && settings.depth() == Depth.ROWS) {
            sums = both.ask(() -> source.sums(keys, range.grouping()), () -> target.sums(keys, range.grouping()));
        }
        for (List<String> some : differing(sums)) {
            join(both.ask(
                    () -> hashes(source, keys, range.grouping(), some),
                    () -> hashes(target, keys, range.grouping(), some)));
        }
        findings.end();
        tell(findings.sourceRows());
        List<String> last = keys.upTo();
        if (last != null) {
            reached = last;
            more = settings.isOver().getAsBoolean();
        }
    }

    /** Where the two sides order keys otherwise, each walks along its own index, and keys meet in buckets. */
    private void compareBuckets() throws InterruptedException {
        Both<Long> counts = both.ask(source::count, target::count);
        long rows = Math.max(counts.source(), counts.target());
        Grouping grouping = new Grouping.Buckets((int) Math.min(
                MOST_BUCKETS, Math.max(16, Long.highestOneBit(rows / ROWS_IN_A_BUCKET + 1) * 2)));
        Both<Map<String, Checksum>> sums =
                both.ask(() -> sumsOf(source, grouping, true), () -> sumsOf(target, grouping, false));
        for (List<String> some : differing(sums)) {
            if (isEnough()) {
                break;
            }
            join(both.ask(() -> hashesOf(source, grouping, some), () -> hashesOf(target, grouping, some)));
        }
    }

    /** Groups that both sides have otherwise, so many at a time as memory holds the rows of. */
    private List<List<String>> differing(Both<Map<String, Checksum>> sums) {
        findings.compared(rows(sums.source()), rows(sums.target()));
        Set<String> all = new HashSet<>(sums.source().keySet());
        all.addAll(sums.target().keySet());
        List<List<String>> batches = new ArrayList<>();
        long held = MOST_HELD;
        for (String group : all) {
            Checksum there = Objects.requireNonNullElse(sums.source().get(group), Checksum.NONE);
            Checksum here = Objects.requireNonNullElse(sums.target().get(group), Checksum.NONE);
            if (there.equals(here)) {
                continue;
            }
            sumsDiffer = true;
            if (held + there.rows() + here.rows() > MOST_HELD) {
                batches.add(new ArrayList<>());
                held = 0;
            }
            batches.get(batches.size() - 1).add(group);
            held += there.rows() + here.rows();
        }
        return settings.depth() == Depth.ROWS ? batches : List.of();
    }

    private static long rows(Map<String, Checksum> sums) {
        return sums.values().stream().mapToLong(Checksum::rows).sum();
    }

    private Map<String, Checksum> sumsOf(SideReader side, Grouping grouping, boolean telling)
            throws InterruptedException {
        Map<String, Checksum> sums = new HashMap<>();
        walk(side, range -> {
            side.sums(range, grouping).forEach((group, sum) -> sums.merge(group, sum, Checksum::plus));
            if (telling) {
                tell(rows(sums));
            }
        });
        return sums;
    }

    private void tell(long rows) {
        settings.listener().accept(new ComparedSoFar(table.table(), rows, findings.differences()));
    }

    private static Map<List<String>, RowHash> hashesOf(SideReader side, Grouping grouping, Collection<String> some)
            throws InterruptedException {
        Map<List<String>, RowHash> hashes = new HashMap<>();
        walk(side, range -> side.hashes(range, grouping, some, hashes::put));
        return hashes;
    }

    private static Map<List<String>, RowHash> hashes(
            SideReader side, KeyRange range, Grouping grouping, Collection<String> some) throws InterruptedException {
        Map<List<String>, RowHash> hashes = new HashMap<>();
        side.hashes(range, grouping, some, hashes::put);
        return hashes;
    }

    @FunctionalInterface
    private interface RangeWork {
        void on(KeyRange range) throws InterruptedException;
    }

    private static void walk(SideReader side, RangeWork work) throws InterruptedException {
        ChunkSize chunk = new ChunkSize();
        List<String> reached = null;
        do {
            int rows = chunk.rows();
            List<String> last = side.keyAfter(new KeyRange(reached, null), rows).orElse(null);
            long asked = System.nanoTime();
            work.on(new KeyRange(reached, last));
            chunk.took(rows, System.nanoTime() - asked);
            reached = last;
        } while (reached != null);
    }

    private void join(Both<Map<List<String>, RowHash>> hashes) throws InterruptedException {
        Map<List<String>, RowHash> here = hashes.target();
        List<List<String>> differing = new ArrayList<>();
        hashes.source().forEach((key, hash) -> {
            if (!hash.equals(here.remove(key))) {
                differing.add(key);
            }
        });
        differing.addAll(here.keySet());
        suspects.examine(differing, this::isEnough);
    }

    private boolean isEnough() {
        Long most = settings.maxDiffs();
        boolean found = most != null && findings.differences() >= most;
        boolean summed = settings.depth() == Depth.CHECKSUM && sumsDiffer;
        stopped = stopped || found || summed;
        return stopped;
    }

    private Depth comparedBy() {
        if (counted) {
            return Depth.COUNT;
        }
        return sumsDiffer && settings.depth() == Depth.ROWS ? Depth.ROWS : Depth.CHECKSUM;
    }

    private TableVerdict verdict() {
        boolean looked = settings.depth() == Depth.ROWS;
        return new TableVerdict(
                table.table(),
                table.key(),
                findings.sourceRows(),
                findings.targetRows(),
                looked ? findings.of(Kind.MISSING) : null,
                looked ? findings.of(Kind.EXTRA) : null,
                looked ? findings.of(Kind.CHANGED) : null,
                looked ? findings.of(Kind.NEWER_ON_TARGET) : null,
                findings.rejectedRows(),
                findings.allowedRows(),
                findings.settlingRows(),
                judgement(),
                comparedBy(),
                table.byMeaning(),
                groups,
                findings.stretches(),
                findings.samples(),
                !stopped && !more,
                bytes.get(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    private Verdict judgement() {
        if (settings.depth() == Depth.ROWS ? findings.differences() > 0 : sumsDiffer) {
            return Verdict.DIFFERENT;
        }
        // Of what was not come to nobody can tell.
        return more || findings.settlingRows() > 0 ? Verdict.SETTLING : Verdict.EQUAL;
    }
}
