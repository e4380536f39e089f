package io.rowferry.verify;

import io.rowferry.database.Database;
import io.rowferry.plan.ColumnPlan;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.MaskKey;
import io.rowferry.source.Snapshot;
import io.rowferry.table.Carried;
import io.rowferry.verify.TableVerdict.ComparedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Compares both sides of every table, both servers at once, stopping at the first means that tells them apart. */
public final class Verify {
    private final Plan plan;
    private final Database source;
    private final Database target;
    private final MaskKey maskKey;

    /** Both databases stay the caller's to close. */
    public Verify(Plan plan, Database source, Database target, MaskKey maskKey) {
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.maskKey = maskKey;
    }

    /**
     * Runs to the end.
     *
     * @param listener is told each table's verdict as it is found
     * @throws io.rowferry.Failure when a side could not be read to the end
     */
    public VerifyResult run(Consumer<TableVerdict> listener) throws InterruptedException {
        ExecutorService sides = Executors.newFixedThreadPool(2);
        try {
            List<TableVerdict> verdicts = new ArrayList<>();
            for (TablePlan table : plan.tables()) {
                TableVerdict verdict = compare(table, sides);
                listener.accept(verdict);
                verdicts.add(verdict);
            }
            return new VerifyResult(verdicts);
        } finally {
            sides.shutdownNow();
        }
    }

    private TableVerdict compare(TablePlan table, ExecutorService sides) throws InterruptedException {
        long began = System.nanoTime();
        List<String> byMeaning = table.carried().stream()
                .filter(StreamedSide::takes)
                .map(ColumnPlan::column)
                .toList();
        String where = table.job().where();
        String targetWhere = table.job().targetWhere();
        Both<Long> counts = both(
                sides,
                () -> ServerChecksum.count(source, table.table(), where),
                () -> ServerChecksum.count(target, table.table(), targetWhere));
        boolean equal = counts.same();
        ComparedBy by = ComparedBy.COUNT;
        if (equal) {
            by = ComparedBy.CHECKSUM;
            Both<Checksum> checksums = both(
                    sides,
                    () -> ServerChecksum.of(source, table.table(), byText(table, table.toRead()), where),
                    () -> ServerChecksum.of(target, table.table(), byText(table, table.onTarget()), targetWhere));
            equal = checksums.same();
            counts = new Both<>(checksums.source().rows(), checksums.target().rows());
        }
        if (equal && !byMeaning.isEmpty()) {
            equal = both(
                            sides,
                            () -> streamed(source, StreamedSide.source(table, maskKey)),
                            () -> streamed(target, StreamedSide.target(table)))
                    .same();
        }
        return new TableVerdict(
                table.table(),
                counts.source(),
                counts.target(),
                equal,
                by,
                byMeaning,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private static Checksum streamed(Database database, StreamedSide side) throws InterruptedException {
        try (Snapshot snapshot = Snapshot.open(database, 1)) {
            return StreamedChecksum.of(snapshot, side);
        }
    }

    /** Of the columns on one side, in the order of a message's row, those that its server is asked about. */
    private static List<Carried> byText(TablePlan table, List<Carried> columns) {
        List<ColumnPlan> carried = table.carried();
        return IntStream.range(0, carried.size())
                .filter(i -> !StreamedSide.takes(carried.get(i)))
                .mapToObj(columns::get)
                .toList();
    }

    private record Both<T>(T source, T target) {
        boolean same() {
            return source.equals(target);
        }
    }

    private static <T> Both<T> both(ExecutorService sides, Callable<T> source, Callable<T> target)
            throws InterruptedException {
        Future<T> one = sides.submit(source);
        Future<T> other = sides.submit(target);
        try {
            return new Both<>(one.get(), other.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
