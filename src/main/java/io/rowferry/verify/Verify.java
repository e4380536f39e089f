package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.MaskKey;
import io.rowferry.source.Snapshot;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compares both sides of every table, both servers at once. One thread. */
public final class Verify {
    /** Sessions that may be needed of each side at a time: for what it is asked ahead, and for what is looked at. */
    public static final int QUESTIONS = BothSides.QUESTIONS + 2;

    private static final int AT_ONCE = 1_000;

    private final Plan plan;
    private final Sides sides;
    private final MaskKey maskKey;
    private final Transit transit;
    private final Settings settings;

    /**
     * Where rows are read. Both databases stay the caller's to close.
     *
     * @param fromSource opens what the source's rows are read from: it, or its replica
     */
    public record Sides(Database source, Supplier<Snapshot> fromSource, Database target) {
        Supplier<Snapshot> fromTarget() {
            return () -> Snapshot.open(target, 0);
        }
    }

    public Verify(Plan plan, Sides sides, MaskKey maskKey, Transit transit, Settings settings) {
        this.plan = plan;
        this.sides = sides;
        this.maskKey = maskKey;
        this.transit = transit;
        this.settings = settings;
    }

    /**
     * Runs to the end, or until its time is over: not before something was done, so that many short runs come to an end.
     *
     * @param listener is told each table's verdict as it is found
     * @param sink takes the differences as they are found
     * @throws io.rowferry.Failure when a side could not be read to the end
     */
    public VerifyResult run(Consumer<TableVerdict> listener, DifferenceSink sink, Bookmarks bookmarks)
            throws InterruptedException {
        Map<TableName, Bookmark> before = goneOnWith(bookmarks.read());
        List<TableVerdict> verdicts = new ArrayList<>();
        boolean begun = false;
        boolean more = false;
        try (BothSides both = new BothSides()) {
            for (TablePlan table : plan.tables()) {
                TableComparison comparison = comparison(table);
                CompareTable compare = compare(comparison, both, sink);
                Bookmark bookmark = before.get(table.table());
                if (bookmark != null && !bookmark.signature().equals(Bookmark.signature(comparison, settings))) {
                    bookmark = null;
                }
                if (bookmark != null) {
                    compare.goOnFrom(bookmark);
                }
                if (bookmark != null && bookmark.has(Bookmark.Mark.DONE)) {
                    verdicts.add(compare.asBefore());
                    continue;
                }
                more = more || (begun && settings.isOver().getAsBoolean());
                if (more) {
                    break;
                }
                TableVerdict verdict = compare.run();
                begun = true;
                bookmarks.keep(table.table(), compare.bookmark().text());
                more = compare.hasMore();
                listener.accept(verdict);
                verdicts.add(verdict);
            }
        }
        if (!more) {
            bookmarks.forget();
        }
        return new VerifyResult(verdicts, more);
    }

    /** How far each table was compared before; nothing where all of them were to their ends, so that there is nothing to go on with. */
    private Map<TableName, Bookmark> goneOnWith(Map<TableName, String> kept) {
        Map<TableName, Bookmark> marks = new HashMap<>();
        for (TablePlan table : plan.tables()) {
            Optional.ofNullable(kept.get(table.table()))
                    .flatMap(Bookmark::read)
                    .ifPresent(mark -> marks.put(table.table(), mark));
        }
        boolean allDone = plan.tables().stream().map(TablePlan::table).allMatch(table -> {
            Bookmark mark = marks.get(table);
            return mark != null && mark.has(Bookmark.Mark.DONE);
        });
        return allDone ? Map.of() : marks;
    }

    /**
     * Looks again at rows that were found to differ, after something was done about them.
     *
     * @param before the verdict on their table
     * @param keys of all of them, in the form of {@link Difference#key}
     * @param sink takes the differences that are left
     */
    public TableVerdict lookAgain(TableVerdict before, Iterator<List<String>> keys, DifferenceSink sink)
            throws InterruptedException {
        TablePlan table = plan.tables().stream()
                .filter(each -> each.table().equals(before.table()))
                .findFirst()
                .orElseThrow();
        TableComparison comparison = comparison(table);
        Findings findings = new Findings(comparison, sink);
        AtomicLong bytes = new AtomicLong();
        Suspects suspects = new Suspects(
                comparison,
                reader(comparison, true, bytes),
                reader(comparison, false, bytes),
                transit,
                findings,
                settings.rules().settle());
        List<List<String>> some = new ArrayList<>();
        while (keys.hasNext()) {
            some.add(keys.next());
            if (some.size() == AT_ONCE || !keys.hasNext()) {
                suspects.examine(some, () -> false);
                some.clear();
            }
        }
        suspects.settle();
        return before.after(findings);
    }

    private CompareTable compare(TableComparison table, BothSides both, DifferenceSink sink) {
        AtomicLong bytes = new AtomicLong();
        return new CompareTable(
                table,
                reader(table, true, bytes),
                reader(table, false, bytes),
                both,
                settings,
                new Findings(table, sink),
                transit,
                bytes);
    }

    private SideReader reader(TableComparison table, boolean onSource, AtomicLong bytes) {
        return new SideReader(
                table,
                onSource,
                onSource ? sides.fromSource() : sides.fromTarget(),
                onSource ? sides.source().place() : sides.target().place(),
                bytes);
    }

    private TableComparison comparison(TablePlan table) {
        TableShape there = sides.target()
                .describe(table.table())
                .orElseThrow(() -> new Failure(
                        ExitCode.REFUSED,
                        "table " + table.table() + " has gone from "
                                + sides.target().place(),
                        "Run it again."));
        return TableComparison.of(table, sides.source().engine(), sides.target().engine(), there, maskKey);
    }
}
