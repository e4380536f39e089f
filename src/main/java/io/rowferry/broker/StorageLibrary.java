package io.rowferry.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads the native part of the storage library out of its jar, by way of a file in the data folder that is replaced by
 * the next start. Left to itself the library would unpack into the system's temporary folder, under a new name each
 * time, and a killed broker would leave 15 MB there.
 */
final class StorageLibrary {
    private StorageLibrary() {}

    static void load(Path folder) throws BrokerStartException {
        try {
            Files.createDirectories(folder);
            NativeLibraryLoader.getInstance()
                    .loadLibrary(folder.toAbsolutePath().toString());
            RocksDB.loadLibrary();
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            throw new BrokerStartException("the data folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }
}
