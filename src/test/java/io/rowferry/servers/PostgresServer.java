package io.rowferry.servers;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL out of the zonky binaries: UTF-8, locale C, time zone UTC, fsync on, passwords checked (SCRAM, hashed once
 * instead of 4,096 times, two thirds of what a connection costs here). The administrator is {@code postgres}.
 */
public final class PostgresServer extends DatabaseServer {
    private static final String VERSION = "18.6.0";
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String ADMIN = "postgres";
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=128MB",
            "max_wal_size=2GB",
            "max_prepared_transactions=20",
            "timezone=UTC",
            "log_timezone=UTC");

    private final Path programs;
    private final Account account;
    /** What a standby was made from; null for a server that stands alone or is itself the primary. */
    private final @Nullable PostgresServer primary;

    private PostgresServer(Launch launch, Path programs, Account account, @Nullable PostgresServer primary)
            throws IOException {
        super(launch);
        this.programs = programs;
        this.account = account;
        this.primary = primary;
    }

    /** Starts a server and returns when it takes connections. The caller closes it. */
    public static PostgresServer start(Launch launch) throws IOException {
        return start(launch, Account.choose());
    }

    static PostgresServer start(Launch launch, Account account) throws IOException {
        return opened(new PostgresServer(launch, programs(), account, null));
    }

    /**
     * Starts a hot standby, which streams from the primary, and returns when it takes connections, that read only. It has
     * the primary's logins and databases.
     */
    static PostgresServer standbyOf(PostgresServer primary, Launch launch) throws IOException {
        return opened(new PostgresServer(launch, primary.programs, primary.account, primary));
    }

    private static PostgresServer opened(PostgresServer server) throws IOException {
        server.open();
        return server;
    }

    private static synchronized Path programs() throws IOException {
        return Installation.of("postgresql-" + VERSION, folder -> {
            try (InputStream archive = PostgresServer.class.getResourceAsStream(ARCHIVE)) {
                if (archive == null) {
                    throw new FileNotFoundException("not on the class path: " + ARCHIVE);
                }
                TarXz.unpack(archive, folder);
            }
        });
    }

    @Override
    void initialise(Path data) throws IOException {
        if (primary != null) {
            new BaseBackup(primary, account).into(data, "standby_" + port());
            return;
        }
        Files.createDirectory(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        account.own(data);
        Path password = Files.writeString(launch().folder().resolve("password"), PASSWORD);
        Executable.permit(password, false);
        List<String> command = List.of(
                program("initdb"),
                "--pgdata=" + data,
                "--username=" + ADMIN,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
        ServerProcess.run(account.wrap(command), new File("/dev/null"), launch().log());
        Files.delete(password);
    }

    /** Where others say "connections", a standby says "read-only connections". */
    @Override
    ServerProcess run() throws IOException {
        List<String> command = new ArrayList<>(List.of(program("postgres"), "-D", "" + launch().data()));
        command.addAll(List.of("-p", String.valueOf(port())));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        launch().options().forEach(setting -> command.addAll(List.of("-c", setting)));
        return ServerProcess.start(account.wrap(command), "ready to accept ", launch().log());
    }

    /** {@code su} stays between us and the server, so its own file is asked. */
    @Override
    long serverPid(ServerProcess started) throws IOException {
        return Long.parseLong(
                Files.readAllLines(launch().data().resolve("postmaster.pid")).get(0));
    }

    /** SIGTERM would wait for the clients to leave. */
    @Override
    String stopSignal() {
        return "INT";
    }

    @Override
    public TestDatabase database(String name) {
        String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + name;
        return new TestDatabase(Engine.POSTGRESQL, name, url, ADMIN, PASSWORD);
    }

    @Override
    TestDatabase administration() {
        return database(ADMIN);
    }

    @Override
    public TestDatabase createDatabase(String name) throws SQLException {
        administration().execute("create database " + name);
        return database(name);
    }

    /**
     * Writes a mark into the log, after all that was committed, and returns its place. Where the log just ends would not
     * do: a commit that nobody waited for (synchronous_commit off) is seen by others before it is written.
     */
    String markInLog() throws SQLException {
        return String.valueOf(administration()
                .query("select pg_logical_emit_message(false, 'mark', '', true)")
                .get(0)
                .get(0));
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }
}
