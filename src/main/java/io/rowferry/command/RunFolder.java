package io.rowferry.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a run leaves behind on this machine: files that only its user may read, since they hold rows. Folders of earlier
 * runs are removed after a month.
 */
record RunFolder(Path folder) {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final FileAttribute<Set<PosixFilePermission>> OWN_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Makes a new one under {@code $ROWFERRY_HOME/runs/JOB}, for what has no run's name yet. */
    static RunFolder make(Map<String, String> environment, String job, Clock clock) {
        Path runs = runs(environment, job, clock);
        try {
            return new RunFolder(Files.createTempDirectory(runs, NAME.format(clock.instant()), OWN_FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder in " + runs, e);
        }
    }

    /** The folder of that run. */
    static RunFolder of(Map<String, String> environment, String job, String run, Clock clock) {
        Path folder = runs(environment, job, clock).resolve(run);
        try {
            return new RunFolder(Files.createDirectories(folder, OWN_FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    private static Path runs(Map<String, String> environment, String job, Clock clock) {
        Path runs = Home.of(environment).resolve("runs").resolve(job);
        try {
            Files.createDirectories(runs, OWN_FOLDER);
            prune(runs, clock.instant().minus(KEPT));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + runs, e);
        }
        return runs;
    }

    private static void prune(Path runs, Instant before) throws IOException {
        try (Stream<Path> old = Files.list(runs)) {
            for (Path folder : old.toList()) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
                    remove(folder);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }

    /** A new file of that name, or about that, which only the user may read. */
    Path file(String name) {
        try {
            return Files.createFile(folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_")), OWN_FILE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a file in " + folder, e);
        }
    }

    /** Where a file of that name goes, which is made by who writes it. */
    Path place(String name) {
        return folder.resolve(name);
    }

    /** Removes it when there is nothing in it. */
    void removeIfEmpty() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }
}
