package io.rowferry.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Group commit. The event thread collects changes; at the end of each of its turns they go to the writing thread, if that
 * is free, and what waits for them runs on the event thread after the sync. While one group is being synced the next one
 * collects, so the slower the disk, the larger the groups. Used by the event thread only.
 */
final class Journal implements AutoCloseable {
    /** So many collected bytes and the event thread waits for the disk: what bounds memory when clients are faster. */
    private static final long FULL = 16 << 20;

    private static final long RECENT = 16 << 20;

    private final Database database;
    private final Executor eventThread;
    private final Consumer<Throwable> failed;
    private final BlockingQueue<Changes> toWrite = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Changes> written = new ArrayBlockingQueue<>(2);
    private final RecentBodies recent = new RecentBodies(RECENT);
    private final Map<BodyKey, byte[]> rewritten = new HashMap<>();
    private final Thread writer;
    private Changes collecting;
    private boolean writing;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /** {@code failed} is told once, on the event thread, when the disk refuses; nothing is announced after that. */
    Journal(Database database, Executor eventThread, Consumer<Throwable> failed) {
        this.database = database;
        this.eventThread = eventThread;
        this.failed = failed;
        this.collecting = new Changes(database);
        this.writer = new Thread(this::writeGroups, "broker-journal");
        writer.setDaemon(true);
        writer.start();
    }

    Changes changes() {
        return collecting;
    }

    /** Runs the action once everything changed so far is on disk; it must not throw. */
    void whenDurable(Runnable action) {
        collecting.whenDurable(action);
    }

    void putBody(BodyKey key, byte[] body) {
        recent.put(key, body);
        collecting.putBody(key.encode(), body);
    }

    /** Replaces the body of a message that may be read again before the group is written. */
    void rewriteBody(BodyKey key, byte[] body) {
        putBody(key, body);
        rewritten.put(key, body);
        collecting.whenDurable(() -> rewritten.remove(key, body));
    }

    /** {@code size} is what the disk gets back. */
    void deleteBody(BodyKey key, int size) {
        recent.forget(key);
        collecting.deleteBody(key.encode(), size);
    }

    /** Null when there is no such message, or no more. */
    @Nullable
    StoredMessage body(BodyKey key) {
        byte[] body = rewritten.get(key);
        body = body == null ? recent.find(key) : body;
        if (body != null) {
            return new StoredMessage(body);
        }
        byte[] onDisk = database.body(key.encode());
        return onDisk == null ? null : StoredMessage.read(key, onDisk);
    }

    /** Ends a turn of the event thread. */
    void turn() {
        if (writing && collecting.bytes() > FULL) {
            announce(takeWritten());
        }
        if (!writing && !collecting.isEmpty()) {
            Changes group = collecting;
            collecting = new Changes(database);
            if (group.nothingToWrite()) {
                announce(group);
            } else {
                writing = true;
                toWrite.add(group);
            }
        }
    }

    /** Waits until everything collected is on disk and announced. */
    void drain() {
        while (writing || !collecting.isEmpty()) {
            if (writing) {
                announce(takeWritten());
            }
            turn();
        }
    }

    private void announceWritten() {
        Changes group = written.poll();
        if (group != null) {
            announce(group);
            turn();
        }
    }

    private void announce(Changes group) {
        writing = false;
        try (group) {
            if (failure == null) {
                group.announce();
            } else {
                failed.accept(failure);
            }
        }
    }

    private Changes takeWritten() {
        try {
            return written.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the event thread", e);
        }
    }

    private void writeGroups() {
        try {
            while (!closed) {
                Changes group = toWrite.take();
                try {
                    group.write();
                } catch (RuntimeException e) {
                    failure = e;
                }
                written.add(group);
                eventThread.execute(this::announceWritten);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        collecting.close();
    }
}
