package io.rowferry.broker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives the disk back what settled messages took. RocksDB itself only does so as new data comes in, so a drained queue
 * would keep its size: after so many freed bytes, or when all that was there is gone, the bodies are compacted on a
 * thread of their own.
 */
final class FreedSpace implements AutoCloseable {
    private static final long WORTH_IT = 128L << 20;

    private final Runnable compaction;
    private final AtomicLong freed = new AtomicLong();
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
        if (bytes > 0 && freed.addAndGet(bytes) >= WORTH_IT) {
            freed.set(0);
            try {
                thread.execute(compaction);
            } catch (RejectedExecutionException closing) {
                freed.addAndGet(WORTH_IT);
            }
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
