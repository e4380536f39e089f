package io.rowferry.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Notices what the storage library does not when it opens a folder: files whose absence it takes for a fresh folder, or
 * for one whose last changes were all in tables, and bodies, which it looks for when they are read.
 */
final class FolderCheck {
    /** The library's first, before its first log is there. */
    private static final String FIRST_MANIFEST = "MANIFEST-000001";

    private static final int FOOTER_BYTES = 32;
    private static final int FOOTER_MAGIC = 0x248f37;

    private FolderCheck() {}

    static void refuseIfFilesAreMissing(Path folder) throws BrokerStartException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> names =
                    entries.map(entry -> entry.getFileName().toString()).toList();
            Path current = folder.resolve("CURRENT");
            if (!Files.exists(current)) {
                if (names.stream().anyMatch(name -> name.matches(".*\\.(sst|blob|log)"))) {
                    throw damaged(folder, "the file CURRENT is missing");
                }
            } else if (names.stream().noneMatch(name -> name.endsWith(".log"))
                    && !Files.readString(current).strip().equals(FIRST_MANIFEST)) {
                throw damaged(folder, "the log, a file ending in .log, is missing");
            }
        } catch (IOException e) {
            throw new BrokerStartException("the data folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static BrokerStartException damaged(Path folder, String what) {
        return Database.damaged(folder, what, null);
    }

    /** {@code files} are the names that the library goes by. A file of bodies that is whole ends in a footer. */
    static void refuseIfBodiesAreMissing(Path folder, List<String> files) throws BrokerStartException {
        for (String name : files) {
            if (name.endsWith(".blob")) {
                String plain = name.startsWith("/") ? name.substring(1) : name;
                if (!isWhole(folder.resolve(plain))) {
                    throw damaged(folder, "the file " + plain + " is missing or cut");
                }
            }
        }
    }

    private static boolean isWhole(Path bodies) {
        try (SeekableByteChannel channel = Files.newByteChannel(bodies)) {
            ByteBuffer footer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            return channel.size() > FOOTER_BYTES
                    && channel.position(channel.size() - FOOTER_BYTES).read(footer) == 4
                    && footer.getInt(0) == FOOTER_MAGIC;
        } catch (IOException e) {
            return false;
        }
    }
}
