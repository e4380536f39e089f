package io.rowferry.sync;

import io.rowferry.apply.Crew;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.History;
import io.rowferry.bus.Manifest;
import io.rowferry.bus.Manifest.Sent;
import io.rowferry.bus.PackedBody;
import io.rowferry.ledger.Run;
import io.rowferry.table.Order;
import io.rowferry.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends batches: each lane belongs to one sending thread, so that a lane has one send in flight and its sequence numbers
 * rise in the order of sending. A thread takes a few batches ahead and then makes the readers wait.
 */
final class Outgoing {
    private static final int AHEAD = 2;
    private static final int MOST_THREADS = 16;

    private final Run run;
    private final PatientSender sender;
    private final RunProgress progress;
    private final Window window;
    private final Crew crew;
    private final LongAdder handedOver = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder acceptedRows = new LongAdder();
    private volatile boolean parentsSettled;
    private final long[] sequences;
    private final List<Map<TableName, Sent>> sent = new ArrayList<>();
    private final List<BlockingQueue<Waiting>> queues = new ArrayList<>();

    /** A batch on its way to its sending thread. */
    private record Waiting(int lane, BatchKind kind, String fingerprint, PackedBody body, Receipt receipt) {}

    /** @param parentsSettled whether each level of tables waits until the one before it has met its fate, until told otherwise */
    Outgoing(
            Run run,
            int lanes,
            PatientSender sender,
            RunProgress progress,
            Window window,
            Crew crew,
            boolean parentsSettled) {
        this.run = run;
        this.sender = sender;
        this.progress = progress;
        this.window = window;
        this.crew = crew;
        this.parentsSettled = parentsSettled;
        this.sequences = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            sent.add(new ConcurrentHashMap<>());
        }
        for (int i = 0; i < Math.min(lanes, MOST_THREADS); i++) {
            BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(AHEAD);
            queues.add(queue);
            crew.start("send-" + i, () -> send(queue));
        }
    }

    /** True when the bus has accepted everything that was handed over. */
    boolean isIdle() {
        return handedOver.sum() == accepted.sum();
    }

    /** How many rows the bus has accepted. */
    long acceptedRows() {
        return acceptedRows.sum();
    }

    /** Tells that rows of a level wait for another attempt while those are sent that come after it. */
    void leaveParentsWaiting() {
        parentsSettled = false;
    }

    /** Says what the run has sent, which must be all; false when that is nothing, and nothing is said. */
    boolean sendManifest() throws InterruptedException {
        Map<Integer, Map<TableName, Sent>> lanes = new TreeMap<>();
        for (int lane = 0; lane < sent.size(); lane++) {
            if (!sent.get(lane).isEmpty()) {
                lanes.put(lane, Map.copyOf(sent.get(lane)));
            }
        }
        if (lanes.isEmpty()) {
            return false;
        }
        int first = lanes.keySet().iterator().next();
        sender.send(new Manifest(run.job(), run.name(), run.number(), first, History.NONE, lanes));
        return true;
    }

    /** Hands a batch over; blocks while its thread has enough to do. */
    void add(int lane, BatchKind kind, PackedBody body, Receipt receipt) throws InterruptedException {
        handedOver.increment();
        Waiting waiting = new Waiting(lane, kind, kind.fingerprint(), body, receipt);
        BlockingQueue<Waiting> queue = queues.get(lane % queues.size());
        while (!queue.offer(waiting, 1, TimeUnit.SECONDS)) {
            crew.check();
        }
    }

    private void send(BlockingQueue<Waiting> queue) throws InterruptedException {
        while (true) {
            Waiting next = queue.take();
            int rows = next.body().rows();
            window.enter(rows);
            TableProgress table = progress.table(next.kind().table().table());
            Order order = new Order(run.number(), ++sequences[next.lane()]);
            table.sent(rows);
            sender.send(BatchMessage.batch(
                    run.job(),
                    run.name(),
                    order,
                    next.lane(),
                    next.kind().table().table(),
                    next.kind().operation(),
                    next.fingerprint(),
                    parentsSettled,
                    next.body()));
            progress.messageSent();
            sent.get(next.lane()).merge(next.kind().table().table(), new Sent(1, rows), Sent::plus);
            acceptedRows.add(rows);
            next.receipt().accepted();
            // After the receipt: who finds everything accepted finds everything noted.
            accepted.increment();
        }
    }
}
