package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BodyWriter;
import io.rowferry.bus.PackedBody;
import io.rowferry.bus.RowTooLargeException;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.Shape;
import io.rowferry.source.RowSink;
import io.rowferry.table.Lanes;
import io.rowferry.table.Operation;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deals one reader's rows of one table into lanes, and hands over each batch that is full. One thread. */
final class LaneBatches implements RowSink {
    /** Before packing; packs to about a quarter of it, far below what a message may carry. */
    private static final int FULL = 256 << 10;

    /** A lane's first batch is smaller, the next twice as large, and so on: the target need not wait for full ones. */
    private static final int FIRST = 16 << 10;

    private final BatchKind kind;
    private final Layout layout;
    private final TablePlan table;
    private final Lanes lanes;
    private final int[] lanePlaces;
    private final Shape shape;
    private final Outgoing outgoing;
    private final RunProgress progress;
    private final TableProgress tableProgress;
    private final @Nullable BodyWriter[] open;
    private final int[] full;
    private Receipt receipt = new Receipt(() -> {});

    LaneBatches(BatchKind kind, Layout layout, Shape shape, Lanes lanes, Outgoing outgoing, RunProgress progress) {
        this.kind = kind;
        this.layout = layout;
        this.table = kind.table();
        this.lanes = lanes;
        this.lanePlaces = layout.lanePlaces();
        this.shape = shape;
        this.outgoing = outgoing;
        this.progress = progress;
        this.tableProgress = progress.table(table.table());
        this.open = new @Nullable BodyWriter[lanes.count()];
        this.full = new int[lanes.count()];
        Arrays.fill(full, FIRST);
    }

    @Override
    public void accept(@Nullable String[] row) throws InterruptedException {
        tableProgress.read(1);
        put(lane(row), shape(row));
    }

    /** The lane of a row as it was read. */
    int lane(@Nullable String[] row) {
        return lanes.of(row, lanePlaces);
    }

    /** A row as it is sent, out of a row as it was read. */
    @Nullable
    String[] shape(@Nullable String[] row) {
        return layout.message(shape, row);
    }

    Operation operation() {
        return kind.operation();
    }

    /** Takes a row as it is sent. */
    void put(int lane, @Nullable String[] row) throws InterruptedException {
        BodyWriter writer = open[lane];
        if (writer == null) {
            writer = kind.writer();
            open[lane] = writer;
        }
        writer.add(row);
        if (writer.size() >= full[lane]) {
            handOver(lane, writer);
            full[lane] = Math.min(FULL, 2 * full[lane]);
        }
    }

    /** What is handed over from now on belongs to that receipt. */
    void begin(Receipt next) {
        receipt = next;
    }

    /** Hands over what is left, and completes the receipt. */
    void end() throws InterruptedException {
        flush();
        receipt.complete();
    }

    /** Hands over what is left. */
    void flush() throws InterruptedException {
        for (int lane = 0; lane < open.length; lane++) {
            BodyWriter writer = open[lane];
            if (writer != null) {
                handOver(lane, writer);
            }
        }
    }

    private void handOver(int lane, BodyWriter writer) throws InterruptedException {
        open[lane] = null;
        int unpacked = writer.size();
        try {
            int packed = 0;
            for (PackedBody body : writer.pack(ServiceBusQueue.LARGEST_BODY)) {
                packed += body.size();
                receipt.handedOver();
                outgoing.add(lane, kind, body, receipt);
            }
            progress.packed(unpacked, packed);
        } catch (RowTooLargeException e) {
            throw tooLarge(e.row());
        }
    }

    private Failure tooLarge(@Nullable String[] row) {
        String key = Arrays.stream(kind.keyPlaces())
                .mapToObj(place -> String.valueOf(row[place]))
                .collect(Collectors.joining(","));
        return new Failure(
                ExitCode.REFUSED,
                "the row of " + table.table() + " with key " + key + " packs to more than "
                        + ServiceBusQueue.LARGEST_BODY + " bytes, which no message may carry",
                "Shorten the row at the source. Rows sent before it stand; nothing of it was sent.");
    }
}
