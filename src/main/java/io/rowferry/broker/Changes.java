package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A group of changes that is written and synced as one, and what may be said to clients once it is. */
final class Changes implements AutoCloseable {
    private final Database database;
    private final WriteBatch batch = new WriteBatch();
    private final List<Runnable> whenDurable = new ArrayList<>();
    private final Map<Integer, Long> nextSequences = new HashMap<>();
    private long freed;

    Changes(Database database) {
        this.database = database;
    }

    void put(byte[] key, byte[] value) {
        try {
            batch.put(database.index(), key, value);
        } catch (RocksDBException e) {
            throw new StoreException("collecting a change failed: " + e.getMessage(), e);
        }
    }

    void putBody(byte[] key, byte[] value) {
        try {
            batch.put(database.bodies(), key, value);
        } catch (RocksDBException e) {
            throw new StoreException("collecting a body failed: " + e.getMessage(), e);
        }
    }

    void delete(byte[] key) {
        try {
            batch.delete(database.index(), key);
        } catch (RocksDBException e) {
            throw new StoreException("collecting a change failed: " + e.getMessage(), e);
        }
    }

    void deleteBody(byte[] key, int size) {
        freed += size;
        try {
            batch.delete(database.bodies(), key);
        } catch (RocksDBException e) {
            throw new StoreException("collecting a change failed: " + e.getMessage(), e);
        }
    }

    /** Written once per group, however many numbers were given out in it. */
    void nextSequence(int queue, long next) {
        nextSequences.put(queue, next);
    }

    void whenDurable(Runnable action) {
        whenDurable.add(action);
    }

    boolean nothingToWrite() {
        return nextSequences.isEmpty() && batch.count() == 0;
    }

    boolean isEmpty() {
        return nothingToWrite() && whenDurable.isEmpty();
    }

    long bytes() {
        return batch.getDataSize();
    }

    /** Called on the writing thread. */
    void write() {
        nextSequences.forEach((queue, next) -> put(
                StoreKeys.nextSequence(queue),
                ByteBuffer.allocate(8).putLong(next).array()));
        database.write(batch, freed);
    }

    void announce() {
        whenDurable.forEach(Runnable::run);
    }

    @Override
    public void close() {
        batch.close();
    }
}
