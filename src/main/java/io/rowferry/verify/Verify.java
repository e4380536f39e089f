package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.MaskKey;
import io.rowferry.source.Snapshot;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compares both sides of every table, both servers at once. One thread. */
public final class Verify {
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
            return () -> Snapshot.open(target, 1);
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
     * Runs to the end.
     *
     * @param listener is told each table's verdict as it is found
     * @param sink takes the differences as they are found
     * @throws io.rowferry.Failure when a side could not be read to the end
     */
    public VerifyResult run(Consumer<TableVerdict> listener, DifferenceSink sink) throws InterruptedException {
        List<TableVerdict> verdicts = new ArrayList<>();
        try (BothSides both = new BothSides()) {
            for (TablePlan table : plan.tables()) {
                TableVerdict verdict = compare(comparison(table), both, sink);
                listener.accept(verdict);
                verdicts.add(verdict);
            }
        }
        return new VerifyResult(verdicts, false);
    }

    private TableVerdict compare(TableComparison table, BothSides both, DifferenceSink sink)
            throws InterruptedException {
        AtomicLong bytes = new AtomicLong();
        return new CompareTable(
                        table,
                        reader(table, true, bytes),
                        reader(table, false, bytes),
                        both,
                        settings,
                        new Findings(table, sink),
                        transit,
                        bytes)
                .run();
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
                        "table " + table.table() + " has gone from " + sides.target().place(),
                        "Run it again."));
        return TableComparison.of(
                table, sides.source().engine(), sides.target().engine(), there, maskKey);
    }
}
