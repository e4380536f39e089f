package io.rowferry.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real database server on loopback. Started by the factories of its engine, closed by whoever started it, and in any
 * case with this JVM, even one that is killed. Any number of threads may use it; its life (stop, kill, restart) is
 * serialised.
 */
public abstract sealed class DatabaseServer implements AutoCloseable permits PostgresServer, MySqlFamilyServer {
    /** The password of the administrator, of every server here. */
    static final String PASSWORD = "rowferry";

    private static final Set<DatabaseServer> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(DatabaseServer::closeAll, "closes servers"));
    }

    private final Launch launch;
    private final Watchdog watchdog;
    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable ServerProcess process;

    DatabaseServer(Launch launch) throws IOException {
        Folders.makeReadable(launch.folder());
        this.launch = launch;
        this.watchdog = Watchdog.over(launch);
    }

    /** Initialises the data directory {@code data.partial}; its parent, the launch's folder, is there. */
    abstract void initialise(Path data) throws IOException;

    /** Starts the server on the initialised {@link Launch#data()} and returns when it takes connections. */
    abstract ServerProcess run() throws IOException;

    /** The server's own process, which may be a descendant of the one that we started. */
    abstract long serverPid(ServerProcess started) throws IOException;

    /** The name of the signal that ends the server in good order although clients are connected. */
    abstract String stopSignal();

    /** How the server is reached as its administrator, who may do everything. */
    public abstract TestDatabase database(String name);

    /** The administrator's way to the server as such, whatever databases it has. */
    abstract TestDatabase administration();

    /** Makes an empty database in UTF-8 and returns the administrator's way to it. */
    public abstract TestDatabase createDatabase(String name) throws SQLException;

    /** As {@link #createDatabase} with a name that nobody used before in this server's life. */
    public TestDatabase freshDatabase() throws SQLException {
        return createDatabase("crm_" + databases.incrementAndGet());
    }

    public String jdbcUrl(String database) {
        return database(database).jdbcUrl();
    }

    public int port() {
        return launch.port();
    }

    Launch launch() {
        return launch;
    }

    /** The process id of the server. Throws IllegalStateException when it is down. */
    public synchronized long pid() throws IOException {
        return serverPid(running());
    }

    public synchronized boolean isUp() {
        return process != null;
    }

    /** Starts the server for the first time; if it does not start, nothing of it is left. */
    final synchronized void open() throws IOException {
        OPEN.add(this);
        try {
            start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void start() throws IOException {
        if (!Files.exists(launch.data())) {
            Path partial = launch.folder().resolve("data.partial");
            Folders.delete(partial);
            initialise(partial);
            Files.move(partial, launch.data(), StandardCopyOption.ATOMIC_MOVE);
        }
        ServerProcess started = run();
        process = started;
        watchdog.watch(serverPid(started));
    }

    /** Ends the server in good order; connected clients are thrown out. Does nothing when it is down. */
    public synchronized void stop() throws IOException {
        if (process != null) {
            ServerProcess.run(
                    List.of("/bin/sh", "-c", "kill -" + stopSignal() + " " + pid()),
                    new File("/dev/null"),
                    launch.log());
            process.awaitEnd();
            ended();
        }
    }

    /** Kills the server and its children with SIGKILL; what was committed is there after {@link #restart}. */
    public synchronized void kill9() throws IOException {
        ServerProcess killed = running();
        ProcessTree.of(pid()).kill();
        killed.awaitEnd();
        ended();
    }

    /** Has the server stand still, as a machine that is out of memory or a disk that hangs does; it keeps its connections. */
    public synchronized void freeze() throws IOException {
        ProcessTree.of(pid()).signal("STOP");
    }

    /** Has the server go on after {@link #freeze}. */
    public synchronized void thaw() throws IOException {
        ProcessTree.of(pid()).signal("CONT");
    }

    /** Starts the server again, same port, same data; stops it first when it is up. */
    public synchronized void restart() throws IOException {
        stop();
        start();
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("the server on port " + port() + " is down");
        }
        return process;
    }

    private void ended() throws IOException {
        process = null;
        watchdog.release();
    }

    /** Stops the server, or kills it when its data are temporary: nobody will read them. */
    @Override
    public synchronized void close() throws IOException {
        if (OPEN.remove(this)) {
            end();
            if (launch.temporary()) {
                Folders.delete(launch.folder());
            }
        }
    }

    private synchronized void end() throws IOException {
        if (launch.temporary() && isUp()) {
            kill9();
        } else {
            stop();
        }
        watchdog.close();
    }

    /** Temporary folders are left to the watchdogs: hundreds of databases take longer to remove than a JVM has to end. */
    private static void closeAll() {
        for (DatabaseServer server : OPEN) {
            try {
                server.end();
            } catch (IOException left) {
                // Its watchdog, which outlives us by a moment, kills what could not be closed.
            }
        }
    }
}
