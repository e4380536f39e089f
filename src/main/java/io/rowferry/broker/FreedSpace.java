package io.rowferry.broker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives the disk back what settled messages took. RocksDB itself only does so as new data comes in, so a drained queue
 * would keep its size: after so many freed bytes the bodies are compacted on a thread of its own.
 */
final class FreedSpace implements AutoCloseable {
    private static final long WORTH_IT = 128L << 20;

    private final Runnable compaction;
    private final AtomicLong freed = new AtomicLong();
    private final AtomicBoolean ordered = new AtomicBoolean();
    private final ExecutorService thread;

    FreedSpace(Runnable compaction) {
        this.compaction = compaction;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "broker-compaction");
            made.setDaemon(true);
            return made;
        });
    }

    /** So many bytes of bodies were deleted. */
    void add(long bytes) {
        if (freed.addAndGet(bytes) >= WORTH_IT && !thread.isShutdown() && ordered.compareAndSet(false, true)) {
            thread.execute(() -> {
                freed.set(0);
                compaction.run();
                ordered.set(false);
            });
        }
    }

    /** Waits for a compaction that is under way; the caller has asked it to stop. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a compaction does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
