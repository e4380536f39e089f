package io.rowferry.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a .txz in Java: a fresh machine has tar, but not always the xz that tar calls. */
final class TarXz {
    private static final int ANY_EXECUTE = 0b001_001_001;

    private TarXz() {}

    static void unpack(InputStream archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, folder);
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        Path path = folder.resolve(entry.getName()).normalize();
        Path parent = path.getParent();
        if (parent == null || !path.startsWith(folder)) {
            throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Folders.makeReadable(path);
        } else if (entry.isSymbolicLink()) {
            Folders.makeReadable(parent);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Folders.makeReadable(parent);
            Files.copy(content, path);
            Executable.permit(path, (entry.getMode() & ANY_EXECUTE) != 0);
        }
    }
}
