package io.rowferry.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;

/**
 * Unpacks a server's programs once per machine, user and version, under the system's temporary folder. Several JVMs may
 * ask at the same time: a file lock, which dies with its holder, lets one of them unpack, beside the final place; the
 * rename at the end is atomic, so that a folder that exists is complete.
 */
final class Installation {
    /** Fills an empty folder with the programs. */
    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    private Installation() {}

    /**
     * The folder with what {@code unpacking} put into it, now or on an earlier day.
     *
     * @param key names artifact and version
     */
    static Path of(String key, Unpacking unpacking) throws IOException {
        Path cache = cache();
        Path complete = cache.resolve(key);
        if (Files.exists(complete)) {
            return complete;
        }
        try (FileChannel channel = FileChannel.open(
                        cache.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid() && !Files.exists(complete)) {
                Path partial = cache.resolve(key + ".partial");
                Folders.delete(partial);
                unpacking.into(Folders.makeReadable(partial));
                Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return complete;
    }

    /** Programs are run from here, so a folder that another user made under this name is refused. */
    private static Path cache() throws IOException {
        UserPrincipal user = presentUser();
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), "rowferry-servers-" + user.getName());
        Folders.makeReadable(cache);
        if (!Files.getOwner(cache).equals(user)) {
            throw new IOException(cache + " belongs to another user; remove it");
        }
        return cache;
    }

    /** Not the property user.name: it is "?" for a user without a name, as containers often run one. */
    private static UserPrincipal presentUser() throws IOException {
        Path probe = Files.createTempFile("rowferry-", ".owner");
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
