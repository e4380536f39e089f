package io.rowferry.servers;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Makes the data directory of a standby out of that of a running PostgreSQL, as its manual describes it for those who
 * have no pg_basebackup: the binaries have none.
 *
 * @param account owns the files of both
 */
record BaseBackup(PostgresServer primary, Account account) {
    /** Whose files are the primary's own; the folders themselves must be there. */
    private static final Set<String> LEFT_EMPTY =
            Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    /**
     * @param slot keeps the primary's log until the standby has it; its name must be new on the primary
     */
    void into(Path data, String slot) throws IOException {
        // A backup lasts as long as the session that began it.
        try (Connection session = primary.administration().connect();
                Statement statement = session.createStatement()) {
            statement.execute("select pg_create_physical_replication_slot('" + slot + "', true)");
            statement.execute("select pg_backup_start('standby', true)");
            copy(data);
            try (ResultSet end = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                end.next();
                write(data.resolve("backup_label"), end.getString(1));
            }
        } catch (SQLException e) {
            throw new IOException("no backup of the server on port " + primary.port(), e);
        }
        write(data.resolve("standby.signal"), "");
        write(data.resolve("postgresql.auto.conf"), """
                primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'
                primary_slot_name = '%s'
                """.formatted(
                        primary.port(),
                        primary.administration().user(),
                        primary.administration().password(),
                        slot));
    }

    private void copy(Path data) throws IOException {
        Path from = primary.launch().data();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path made = Files.createDirectory(data.resolve(from.relativize(folder)));
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
                account.own(made);
                String name = from.relativize(folder).toString();
                return LEFT_EMPTY.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = data.resolve(from.relativize(file));
                if (!LEFT_OUT.contains(file.getFileName().toString())) {
                    try {
                        account.own(Files.copy(file, copy));
                    } catch (NoSuchFileException vanished) {
                        // The log, which is replayed from before the copying began, knows what became of it.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private void write(Path file, String text) throws IOException {
        account.own(Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }
}
