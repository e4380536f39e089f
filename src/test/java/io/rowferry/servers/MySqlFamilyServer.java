package io.rowferry.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What MariaDB and MySQL have in common: utf8mb4, time zone UTC, LOAD DATA LOCAL allowed, passwords checked. */
abstract sealed class MySqlFamilyServer extends DatabaseServer permits MariaDbServer, MySqlServer {
    /** The administrator. */
    static final String ADMIN = "root";

    private static final List<String> SETTINGS = List.of(
            "--bind-address=127.0.0.1",
            "--socket=server.sock",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--default-time-zone=+00:00",
            "--local-infile=ON",
            "--max-connections=200",
            "--innodb-buffer-pool-size=256M");

    private final Engine engine;
    private final Path programs;
    private final String program;
    private final List<String> settings;

    /**
     * @param program the server's own, under {@code programs}
     * @param settings what this engine needs besides
     */
    MySqlFamilyServer(Engine engine, Launch launch, Path programs, String program, List<String> settings)
            throws IOException {
        super(launch);
        this.engine = engine;
        this.programs = programs;
        this.program = program;
        this.settings = settings;
    }

    @Override
    ServerProcess run() throws IOException {
        List<String> command = command(launch().data());
        command.add("--port=" + port());
        command.addAll(launch().options());
        return ServerProcess.start(command, "ready for connections", launch().log());
    }

    /** The start of every command line, which may be added to. */
    List<String> command(Path data) throws IOException {
        // A server that starts deletes all temporary tables in this folder, and one that misses its own crashes.
        Path temporary = Folders.makeReadable(launch().folder().resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                programs.resolve(program).toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--lc-messages-dir=" + programs.resolve("share"),
                "--datadir=" + data,
                "--tmpdir=" + temporary.toAbsolutePath()));
        if (Account.isRoot()) {
            command.add("--user=" + Account.ROOT);
        }
        command.addAll(SETTINGS);
        command.addAll(settings);
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

    /** Under the scheme of the engine's own driver. */
    @Override
    public TestDatabase database(String name) {
        String url = "jdbc:" + (engine == Engine.MYSQL ? "mysql" : "mariadb") + "://127.0.0.1:" + port() + "/" + name;
        return new TestDatabase(engine, name, url, ADMIN, PASSWORD);
    }

    @Override
    TestDatabase administration() {
        return database("");
    }

    @Override
    public TestDatabase createDatabase(String name) throws SQLException {
        administration().execute("create database " + name);
        return database(name);
    }
}
