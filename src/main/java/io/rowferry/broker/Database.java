package io.rowferry.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data folder: a RocksDB with two column families, a small index and the bodies (as blobs, uncompressed: bodies
 * are compressed already). Its memory is bounded by the write buffers and the cache below. Reads may come from any
 * thread. A tail that a crash left half written is cut when it is opened; damage before that is refused.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** 1 was without an index of the messages of a session. */
    static final byte FORMAT = 2;

    private static final long MB = 1 << 20;

    private final RocksDB db;
    private final ColumnFamilyHandle index;
    private final ColumnFamilyHandle bodies;
    private final WriteOptions writing;
    private final ReadOptions reading = new ReadOptions().setFillCache(false);
    private final ReadOptions readingBodies =
            new ReadOptions().setFillCache(false).setVerifyChecksums(false);
    private final CompactRangeOptions compacting =
            new CompactRangeOptions().setExclusiveManualCompaction(false).setAllowWriteStall(false);
    private final FreedSpace freed = new FreedSpace(this::compact);
    private final List<AbstractNativeReference> owned;
    private boolean older;

    private Database(
            RocksDB db, List<ColumnFamilyHandle> families, List<AbstractNativeReference> owned, boolean synced) {
        this.db = db;
        this.index = families.get(0);
        this.bodies = families.get(1);
        this.owned = owned;
        this.writing = new WriteOptions().setSync(synced);
    }

    /** {@code synced} is false only to measure what syncing costs. */
    static Database open(Path folder, boolean synced) throws BrokerStartException {
        return open(folder, synced, options -> {});
    }

    /** {@code watching} may add to the options. */
    static Database open(Path folder, boolean synced, Consumer<DBOptions> watching) throws BrokerStartException {
        StorageLibrary.load(folder);
        FolderCheck.refuseIfFilesAreMissing(folder);
        LRUCache cache = new LRUCache(8 * MB);
        DBOptions options = databaseOptions();
        watching.accept(options);
        ColumnFamilyOptions indexOptions = indexOptions(cache);
        ColumnFamilyOptions bodyOptions = bodyOptions(cache);
        List<AbstractNativeReference> owned = List.of(indexOptions, bodyOptions, options, cache);
        List<ColumnFamilyHandle> families = new ArrayList<>();
        RocksDB db;
        try {
            db = RocksDB.open(
                    options,
                    folder.toString(),
                    List.of(
                            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, indexOptions),
                            new ColumnFamilyDescriptor(new byte[] {'b', 'o', 'd', 'i', 'e', 's'}, bodyOptions)),
                    families);
        } catch (RocksDBException e) {
            owned.forEach(AbstractNativeReference::close);
            throw refused(folder, e);
        }
        Database database = new Database(db, families, owned, synced);
        try {
            FolderCheck.refuseIfBodiesAreMissing(folder, db.getLiveFiles().files);
            database.checkFormat(folder);
            return database;
        } catch (RocksDBException e) {
            database.close();
            throw refused(folder, e);
        } catch (BrokerStartException e) {
            database.close();
            throw e;
        }
    }

    private static DBOptions databaseOptions() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(192 * MB)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(MB)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    }

    private static ColumnFamilyOptions indexOptions(LRUCache cache) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(8 * MB)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(new BloomFilter(10)));
    }

    private static ColumnFamilyOptions bodyOptions(LRUCache cache) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(48 * MB)
                .setMaxWriteBufferNumber(3)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setEnableBlobFiles(true)
                .setMinBlobSize(2048)
                .setBlobFileSize(48 * MB)
                .setBlobCompressionType(CompressionType.NO_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
    }

    private static BrokerStartException refused(Path folder, RocksDBException e) {
        String text = String.valueOf(e.getMessage());
        Status.Code code =
                e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
        if (code == Status.Code.IOError && text.contains("lock")) {
            return new BrokerStartException("the data folder " + folder + " is in use by another broker", e);
        }
        if (code == Status.Code.Corruption || text.contains("No such file")) {
            return damaged(folder, text, e);
        }
        return new BrokerStartException("the data folder " + folder + " cannot be opened: " + text, e);
    }

    static BrokerStartException damaged(Path folder, String what, @Nullable Exception cause) {
        return new BrokerStartException(
                "the data folder " + folder + " is damaged (" + what
                        + "); nothing was changed in it. Put back a copy of it, or move it away to start with empty queues",
                cause);
    }

    private void checkFormat(Path folder) throws RocksDBException, BrokerStartException {
        byte[] found = db.get(index, StoreKeys.VERSION);
        if (found == null) {
            db.put(index, writing, StoreKeys.VERSION, new byte[] {FORMAT});
        } else if (found[0] == 1) {
            older = true;
        } else if (found[0] != FORMAT) {
            throw new BrokerStartException(
                    "the data folder " + folder + " was written by another version of the broker (format " + found[0]
                            + ", this one reads " + FORMAT + ")",
                    null);
        }
    }

    /** Whether it was written in format 1, all of which this version reads, and completes when it is opened. */
    boolean isOlder() {
        return older;
    }

    ColumnFamilyHandle index() {
        return index;
    }

    ColumnFamilyHandle bodies() {
        return bodies;
    }

    /**
     * Writes and syncs a group; when it returns, the group survives the end of the machine.
     *
     * @param freedBytes how much of what was there the group deletes
     */
    void write(WriteBatch batch, long freedBytes) {
        try {
            db.write(writing, batch);
            freed.add(freedBytes);
        } catch (RocksDBException e) {
            throw new StoreException("writing to the data folder failed: " + e.getMessage(), e);
        }
    }

    /** Unchecked: a body carries a checksum of its own. */
    byte @Nullable [] body(byte[] key) {
        return read(bodies, readingBodies, key);
    }

    byte @Nullable [] indexed(byte[] key) {
        return read(index, reading, key);
    }

    private byte @Nullable [] read(ColumnFamilyHandle family, ReadOptions options, byte[] key) {
        try {
            return db.get(family, options, key);
        } catch (RocksDBException e) {
            throw new StoreException("reading from the data folder failed: " + e.getMessage(), e);
        }
    }

    /** Visits the index from that key on, while keys have the prefix and the visitor says true. */
    void scan(byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> visitor) {
        try (RocksIterator entries = db.newIterator(index, reading)) {
            entries.seek(from);
            while (entries.isValid()) {
                byte[] key = entries.key();
                if (key.length < prefix.length
                        || Arrays.mismatch(key, 0, prefix.length, prefix, 0, prefix.length) >= 0
                        || !visitor.test(key, entries.value())) {
                    return;
                }
                entries.next();
            }
            entries.status();
        } catch (RocksDBException e) {
            throw new StoreException("reading from the data folder failed: " + e.getMessage(), e);
        }
    }

    private void compact() {
        try (FlushOptions flushing = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flushing, List.of(index, bodies));
            db.compactRange(index, null, null, compacting);
            db.compactRange(bodies, null, null, compacting);
            long garbage = db.getLongProperty(bodies, "rocksdb.live-blob-file-garbage-size");
            if (garbage > db.getLongProperty(bodies, "rocksdb.live-blob-file-size") / 2) {
                collectGarbage(true);
                db.compactRange(bodies, null, null, compacting);
                collectGarbage(false);
            }
        } catch (RocksDBException e) {
            LOG.info("compaction ended early: {}", e.getMessage());
        }
    }

    /**
     * Off by default: a queue is consumed from its front, so files of bodies die whole, and collecting would only copy
     * bodies that are about to be received. It is needed where a few that stay keep many files alive.
     */
    private void collectGarbage(boolean on) throws RocksDBException {
        db.setOptions(
                bodies,
                MutableColumnFamilyOptions.builder()
                        .setEnableBlobGarbageCollection(on)
                        .setBlobGarbageCollectionAgeCutoff(1.0)
                        .build());
    }

    @Override
    public void close() {
        compacting.setCanceled(true);
        freed.close();
        compacting.close();
        writing.close();
        reading.close();
        readingBodies.close();
        index.close();
        bodies.close();
        db.close();
        owned.forEach(AbstractNativeReference::close);
    }
}
