package io.rowferry.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * MySQL out of the archive that {@code mvn -Pmysql} fetches, as {@link MySqlFamilyServer} says, without what costs start
 * and memory: binary log, performance schema, X protocol. Its passwords are checked as MySQL does it unless told
 * otherwise. The administrator is {@code root}.
 */
public final class MySqlServer extends MySqlFamilyServer {
    private static final String VERSION = "8.0.33";
    private static final String ARCHIVE = System.getProperty("rowferry.mysql", "");
    private static final String PROGRAM = "bin/mysqld";
    private static final List<String> SETTINGS =
            List.of("--skip-log-bin", "--performance-schema=OFF", "--mysqlx=OFF", "--secure-file-priv=");

    private MySqlServer(Launch launch, Path programs) throws IOException {
        super(Engine.MYSQL, launch, programs, PROGRAM, SETTINGS);
    }

    /** Whether this test run has MySQL. */
    static boolean isPresent() {
        return !ARCHIVE.isEmpty();
    }

    /** Starts a server and returns when it takes connections. The caller closes it. */
    public static MySqlServer start(Launch launch) throws IOException {
        MySqlServer server = new MySqlServer(launch, programs());
        server.open();
        return server;
    }

    private static synchronized Path programs() throws IOException {
        if (!isPresent()) {
            throw new IOException("only mvn -Pmysql has a MySQL");
        }
        Path programs = Installation.of("mysql-" + VERSION, MySqlServer::unpack);
        SharedLibraries.requireThoseOf(
                programs.resolve(PROGRAM), "Debian 12 has them in the packages libaio1 and libnuma1");
        return programs;
    }

    /** Only what a server needs: mysqld, the libraries that come with it, the messages and character sets. */
    private static void unpack(Path folder) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(Path.of(ARCHIVE))) {
            Folders.makeReadable(folder.resolve("bin"));
            try (InputStream mysqld = Files.newInputStream(files.getPath(PROGRAM))) {
                Executable.copyLoadable(mysqld, folder.resolve(PROGRAM));
            }
            Folders.makeReadable(folder.resolve("lib"));
            for (String tree : List.of("lib/private", "share")) {
                Folders.copy(files.getPath(tree), folder.resolve(tree));
            }
        }
    }

    /** As made, {@code root} has no password, and none by that name may come over TCP. */
    @Override
    void initialise(Path data) throws IOException {
        Path bootstrap = Files.writeString(
                launch().folder().resolve("bootstrap.sql"),
                "rename user root@localhost to root@'127.0.0.1';\n" + "alter user root@'127.0.0.1' identified by '"
                        + PASSWORD + "';\n");
        List<String> command = command(data);
        command.addAll(List.of("--initialize-insecure", "--init-file=" + bootstrap));
        ServerProcess.run(command, new File("/dev/null"), launch().log());
        Files.delete(bootstrap);
    }
}
