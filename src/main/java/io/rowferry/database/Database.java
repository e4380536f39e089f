package io.rowferry.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * One database: a pool of pinned sessions and the engine that speaks its language. Safe for any number of threads;
 * whoever opens it closes it.
 */
public final class Database implements AutoCloseable {
    /** How long a session of {@link #connectAlone} may stand on the server after its link was cut without a word. */
    public static final Duration OUTLIVES = Duration.ofMinutes(5);

    private final Login login;
    private final Engine engine;
    private final PinnedSource source;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Database(Login login, Engine engine, PinnedSource source, HikariDataSource pool) {
        this.login = login;
        this.engine = engine;
        this.source = source;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        // A statement's bound values are customers' rows; they have no place in an error message.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        SqlStatements statements = jdbi.getConfig(SqlStatements.class);
        statements.setAttachAllStatementsForCleanup(true);
        statements.setTemplateEngine(TemplateEngine.NOP).setSqlParser(new PositionalSql());
    }

    /**
     * Connects once, to find out which engine it is and whether the login is right.
     *
     * @param connections the most that may be open at a time
     * @throws Failure with {@code OUTAGE} when the server cannot be reached, {@code USAGE} when it refuses the login
     */
    public static Database open(Login login, int connections) {
        return open(login, connections, false);
    }

    /** As {@link #open}, for sessions that only read, which the server holds them to. */
    public static Database openToRead(Login login, int connections) {
        return open(login, connections, true);
    }

    private static Database open(Login login, int connections, boolean readOnly) {
        Engine engine;
        try (Connection connection = PinnedSource.open(login, readOnly)) {
            engine = login.url().startsWith("jdbc:postgresql:")
                    ? new PostgreSql()
                    : MySqlFamily.ofVersion(connection.getMetaData().getDatabaseProductVersion());
        } catch (SQLException e) {
            throw refusal(login, e);
        }
        PinnedSource source = new PinnedSource(login, engine, readOnly);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(10_000);
        config.setPoolName(login.place());
        return new Database(login, engine, source, new HikariDataSource(config));
    }

    public Engine engine() {
        return engine;
    }

    /** For control queries: catalog, counts, state. Each {@code ?} in their text is a parameter, and nothing else is one. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** A pinned session in autocommit; the caller closes it, which gives it back. */
    public Connection connect() throws SQLException {
        return pool.getConnection();
    }

    /**
     * A session that no pool gets back, so that it ends when it is closed; and soon after its link was cut, provided that its
     * client says something every minute as long as it is there.
     */
    public Connection connectAlone() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(engine.endWithClient());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** As {@link #connect}, for statements none of which takes long: a server that is silent for minutes is an outage. */
    public Connection connectForSmallSteps() throws SQLException {
        Connection connection = connect();
        try {
            Timeouts.forSmallSteps(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * One transaction, which waits for a lock that somebody else holds.
     *
     * @param more how much longer than any other does
     */
    public <T> T inTransaction(Duration more, HandleCallback<T, RuntimeException> work) {
        Duration usual = Timeouts.of(false).lock();
        return jdbi.withHandle(handle -> {
            if (more.isZero()) {
                return handle.inTransaction(work);
            }
            LockWait back = () -> handle.execute(engine.lockWait(usual));
            try (back) {
                handle.execute(engine.lockWait(usual.plus(more)));
                return handle.inTransaction(work);
            }
        });
    }

    /** What a session's wait for locks is, until it is put back. */
    @FunctionalInterface
    private interface LockWait extends AutoCloseable {
        @Override
        void close();
    }

    /** What the catalog says of a table; empty when there is none that this login can see. */
    public Optional<TableShape> describe(TableName table) {
        try (Connection connection = connect()) {
            return engine.describe(connection, table);
        } catch (SQLException e) {
            throw failure("reading the catalog about " + table, e);
        }
    }

    /** What all names of one table have in common, and those of no other; empty when there is none of that name. */
    public Optional<String> resolved(TableName table) {
        try (Connection connection = connect()) {
            return engine.resolved(connection, table);
        } catch (SQLException e) {
            throw failure("reading the catalog about " + table, e);
        }
    }

    /**
     * What is under way in the database now.
     *
     * @throws Failure with {@code REFUSED} when it cannot be seen here, with what would help
     */
    public OpenTransactions openTransactions() {
        try (Connection connection = connect()) {
            return engine.openTransactions(connection);
        } catch (SQLException e) {
            throw failure("looking for open transactions", e);
        }
    }

    /** What writes rows of the table that have the stamps of another server's clock; empty when nothing is known to. */
    public Optional<String> foreignWriter(TableName table) {
        try (Connection connection = connect()) {
            return engine.foreignWriter(connection, table);
        } catch (SQLException e) {
            throw failure("looking for what writes " + table, e);
        }
    }

    /**
     * How far the log has got that replicas of this server replay: all that is committed before the call lies before it.
     *
     * @throws Failure with {@code REFUSED} when there is no such log, with what to switch on
     */
    public LogPosition logPosition() {
        try (Connection connection = connect()) {
            return engine.logPosition(connection);
        } catch (SQLException e) {
            throw failure("looking for the end of the log that replicas replay", e);
        }
    }

    /** What the server's clock shows. */
    public Instant now() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(engine.clock())) {
            result.next();
            return result.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
        } catch (SQLException e) {
            throw failure("looking at the clock", e);
        }
    }

    /** Whether an index of the table begins with the column, so that ranges of it are found without reading it all. */
    public boolean isIndexed(TableName table, String column) {
        try (Connection connection = connect()) {
            return engine.indexedColumns(connection, table).contains(column);
        } catch (SQLException e) {
            throw failure("reading the catalog about the indexes of " + table, e);
        }
    }

    /**
     * Runs statements that define tables, one after the other, each on its own. They hold no row's values, so that what the
     * server says of a table, for instance that its rows are too long, is told.
     *
     * @throws Failure when the server refuses one; those before it stand
     */
    public void define(List<String> statements) {
        for (String sql : statements) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                Fault.Kind kind = kind(e);
                throw failure(
                        "running " + sql.lines().findFirst().orElse(""),
                        e,
                        kind == Fault.Kind.BAD_ROW ? Fault.Kind.REFUSED : kind);
            }
        }
    }

    /** Where this is, for people. */
    public String place() {
        return login.place();
    }

    /**
     * The failure that an error of this database's server amounts to.
     *
     * @param doing what was being done, to complete "… failed while"
     */
    public Failure failure(String doing, SQLException raised) {
        return failure(doing, raised, kind(raised));
    }

    private Failure failure(String doing, SQLException raised, Fault.Kind kind) {
        SQLException error = login.concealed(engine.deciding(raised));
        if (isInterruption(raised)) {
            return new Failure(
                    ExitCode.INTERRUPTED,
                    "interrupted while " + doing + "; everything committed so far stands",
                    "Run the same command again.",
                    error);
        }
        return switch (kind) {
            case OUTAGE, RERUN ->
                new Failure(
                        ExitCode.OUTAGE,
                        engine.name() + " at " + place() + " failed while " + doing + ": " + words(error),
                        "Nothing is lost. Run the same command again when the server serves again.",
                        error);
            case REFUSED ->
                new Failure(
                        ExitCode.USAGE,
                        engine.name() + " at " + place() + " refused " + doing + ": " + words(error),
                        "Grant " + login.user() + " what is missing, or correct the job file.",
                        error);
            case CHANGED ->
                new Failure(
                        ExitCode.REFUSED,
                        engine.name() + " at " + place() + " has changed while " + doing + ": " + words(error),
                        "What was done so far stands. Look at both sides with full-sync --dry-run, then run it again.",
                        error);
            // No words and no cause: they may hold a row's values.
            case BAD_ROW ->
                new Failure(
                        ExitCode.USAGE,
                        engine.name() + " at " + place() + " refused a value (SQLSTATE " + error.getSQLState()
                                + ") while " + doing,
                        "Correct where: and columns: of the job file, or the value.");
            case UNKNOWN ->
                new Failure(
                        ExitCode.BUG,
                        engine.name() + " at " + place() + " failed while " + doing + ": " + words(error),
                        "Please report this with the output of --stacktrace.",
                        error);
        };
    }

    /** A thread that is asked to stop gets no connection from the pool, which is nobody's fault. */
    private static boolean isInterruption(SQLException error) {
        return Thread.currentThread().isInterrupted()
                || Stream.<Throwable>iterate(error, Objects::nonNull, Throwable::getCause)
                        .anyMatch(InterruptedException.class::isInstance);
    }

    /** The pool's own errors carry no state of a server: it got no connection in time. */
    private Fault.Kind kind(SQLException error) {
        boolean noConnection =
                error instanceof SQLTransientConnectionException || error instanceof SQLNonTransientConnectionException;
        Fault.Kind kind = engine.fault(error).kind();
        return noConnection && kind == Fault.Kind.UNKNOWN ? Fault.Kind.OUTAGE : kind;
    }

    private static Failure refusal(Login login, SQLException raised) {
        SQLException error = login.concealed(raised);
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        Fault fault = login.url().startsWith("jdbc:postgresql:") ? PostgreSqlFaults.of(raised) : MySqlFaults.of(raised);
        // MariaDB says so of a login that is right, too, while it has too many connections.
        boolean loginRefused = fault.kind() != Fault.Kind.OUTAGE
                && (state.startsWith("28") || state.startsWith("3D") || state.startsWith("42"));
        return loginRefused
                ? new Failure(
                        ExitCode.USAGE,
                        login.place() + " refuses the login of " + login.user() + ": " + words(error),
                        "Correct user:, password: or the database in url: of the job file.",
                        error)
                : new Failure(
                        ExitCode.OUTAGE,
                        login.place() + " cannot be reached: "
                                + (resolves(error) ? words(error) : "its host name does not resolve"),
                        "Check that the server runs and that host and port in url: are right, then run it again.",
                        error);
    }

    /** What the server says, without the number of the connection that MariaDB's driver puts before it. */
    public static String words(SQLException error) {
        return String.valueOf(error.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", "");
    }

    /** False when the error is that the server's name has no address, which drivers say in a cause, if at all. */
    private static boolean resolves(SQLException error) {
        return Stream.<Throwable>iterate(error, Objects::nonNull, Throwable::getCause)
                .noneMatch(UnknownHostException.class::isInstance);
    }

    @Override
    public void close() {
        pool.close();
    }
}
