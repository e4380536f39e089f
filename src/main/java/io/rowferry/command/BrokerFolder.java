package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * Where this user's local broker keeps its queues and says that it runs: a lock that it holds for as long as it lives, and
 * its port.
 */
record BrokerFolder(Path folder) {

    /** Under {@code $ROWFERRY_HOME}, by default {@code ~/.rowferry}. */
    static BrokerFolder of(Map<String, String> environment) {
        return new BrokerFolder(Home.of(environment).resolve("broker"));
    }

    Path data() {
        return folder.resolve("data");
    }

    /** What happens in the broker, of bounded size: what is older goes to a second file, and then away. */
    Path log() {
        return folder.resolve("log");
    }

    /** What the process itself printed since its start; a few lines. */
    Path output() {
        return folder.resolve("output");
    }

    /** What a JVM that crashes leaves. */
    Path crash() {
        return folder.resolve("crash");
    }

    boolean isMade() {
        return Files.isDirectory(folder);
    }

    private Path port() {
        return folder.resolve("port");
    }

    void make() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Failure unusable(IOException e) {
        String reason = e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof FileSystemException known && known.getReason() != null
                        ? known.getReason()
                        : "no folder can be made there";
        return new Failure(
                ExitCode.USAGE,
                "the local broker's folder " + folder + " cannot be used: " + reason,
                "Set ROWFERRY_HOME to a folder that you may write.",
                e);
    }

    /** Waits for the right to start a broker; held by whoever is starting one. */
    FileLock lockForStarting() {
        try {
            return open("starting").lock();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Takes the lock that a running broker holds; empty when one runs. Closing its channel gives it back. */
    Optional<FileLock> lockForRunning() {
        try {
            FileChannel channel = open("running");
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // Held in this very process.
            }
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Tells others where to find the broker that holds the running lock. */
    void announce(int port) {
        try {
            Path aside = folder.resolve("port.new");
            Files.writeString(aside, Integer.toString(port));
            Files.move(aside, port(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forgetPort() {
        try {
            Files.deleteIfExists(port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of the broker that runs or ran last; empty until it has said so. */
    Optional<Integer> announcedPort() {
        try {
            return Files.exists(port())
                    ? Optional.of(Integer.valueOf(Files.readString(port()).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
