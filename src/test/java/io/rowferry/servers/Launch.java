package io.rowferry.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where and how a server is started. Immutable.
 *
 * @param folder holds the data ({@code data/}) and the server's log ({@code server.log}); made when missing
 * @param temporary whether the folder is deleted when the server is closed, or when this JVM dies
 * @param port on loopback
 * @param options settings on top of ours, as the engine's command line takes them: {@code wal_level=logical} for
 *     PostgreSQL, {@code --log-bin} for MariaDB
 */
public record Launch(Path folder, boolean temporary, int port, List<String> options) {
    public Launch {
        folder = folder.toAbsolutePath();
        options = List.copyOf(options);
    }

    /** A new folder under the system's temporary one, deleted afterwards, and a free port. */
    public static Launch inTemporaryFolder() throws IOException {
        return new Launch(Files.createTempDirectory("rowferry-server-"), true, FreePort.find(), List.of());
    }

    /** A folder that is kept: a later launch in it finds the data again. On a free port. */
    public static Launch inFolder(Path folder) throws IOException {
        return new Launch(folder, false, FreePort.find(), List.of());
    }

    public Launch onPort(int chosen) {
        return new Launch(folder, temporary, chosen, options);
    }

    public Launch with(List<String> chosen) {
        return new Launch(folder, temporary, port, chosen);
    }

    Path data() {
        return folder.resolve("data");
    }

    Path log() {
        return folder.resolve("server.log");
    }
}
