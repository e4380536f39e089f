package io.rowferry.database;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.OpenTransaction.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lists what is open: first the running statements, since one that waits for a metadata lock has its stamp and is no
 * transaction yet, then the transactions. Those that may only read are left out, rowferry's own among them.
 *
 * <p>The server answers from a copy of the transactions that it renews only when nobody has read it for a tenth of a
 * second, so that whoever watches closely is shown the same past again and again. The list is taken for one of now when
 * it holds the very query that asks for it.
 */
final class MySqlActivity {
    private static final int PROCESS_MISSING = 1227;

    private static final Duration COPY_IS_KEPT = Duration.ofMillis(130);
    private static final int TRIES = 40;

    /** Of sessions that do nothing, or nothing but send a log. */
    private static final Set<String> AT_REST = Set.of("Sleep", "Daemon", "Binlog Dump", "Binlog Dump GTID");

    /** The user of the threads that apply another server's log; MySQL's show that they wait as if they worked. */
    private static final String REPLICATION = "system user";

    private final Connection connection;
    private final String elapsed;

    /** @param isMariaDb whether the process list has milliseconds */
    MySqlActivity(Connection connection, boolean isMariaDb) {
        this.connection = connection;
        // Whole seconds are rounded down: one more makes the statement older than it is, never younger.
        this.elapsed = isMariaDb ? "cast(time_ms * 1000 as signed)" : "(time + 1) * 1000000";
    }

    /** A session as the process list shows it. */
    private record Session(@Nullable String user, boolean running, long micros) {}

    /** A transaction as the engine shows it; thread 0 when it has no session any more. */
    private record Transaction(long thread, String started, String id, boolean readOnly, long micros) {}

    OpenTransactions list() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Transactions show their start in the zone of the server's machine.
            statement.execute("SET time_zone = 'SYSTEM'");
            try {
                return list(statement);
            } catch (SQLException e) {
                if (e.getErrorCode() == PROCESS_MISSING) {
                    throw blind(statement);
                }
                throw e;
            } finally {
                statement.execute("SET time_zone = '+00:00'");
            }
        }
    }

    private OpenTransactions list(Statement statement) throws SQLException {
        String server = server(statement);
        Instant at = now(statement);
        Map<Long, Session> sessions = sessions(statement);
        List<OpenTransaction> open = new ArrayList<>();
        Set<Long> reading = new HashSet<>();
        for (Transaction transaction : transactions(statement)) {
            long thread = transaction.thread();
            Session session = sessions.get(thread);
            Instant since = at.minus(transaction.micros(), ChronoUnit.MICROS);
            String user = session == null ? null : session.user();
            if (transaction.readOnly()) {
                reading.add(thread);
            } else if (thread == 0) {
                open.add(new OpenTransaction(Kind.PREPARED, transaction.id(), null, null, null, since));
            } else {
                String id = thread + " since " + transaction.started();
                open.add(new OpenTransaction(Kind.TRANSACTION, id, Long.toString(thread), user, null, since));
            }
        }
        sessions.forEach((thread, session) -> {
            if (session.running() && !reading.contains(thread)) {
                String id = Long.toString(thread);
                Instant since = at.minus(session.micros(), ChronoUnit.MICROS);
                open.add(new OpenTransaction(Kind.STATEMENT, id, id, session.user(), null, since));
            }
        });
        return new OpenTransactions(at, server, open);
    }

    private static List<Transaction> transactions(Statement statement) throws SQLException {
        for (int i = 1; i <= TRIES; i++) {
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            try {
                Optional<List<Transaction>> transactions =
                        transactions(statement, UUID.randomUUID().toString());
                if (transactions.isPresent()) {
                    return transactions.get();
                }
            } finally {
                statement.execute("COMMIT");
            }
            LockSupport.parkNanos(COPY_IS_KEPT.toNanos());
        }
        throw new Failure(
                ExitCode.REFUSED,
                "the source does not show which transactions are open now: something else asks"
                        + " information_schema.innodb_trx so often that the server never renews what it answers",
                "Let it ask less than five times a second, then run this again.");
    }

    /** Empty when the server answers from before the question. */
    private static Optional<List<Transaction>> transactions(Statement statement, String question) throws SQLException {
        List<Transaction> transactions = new ArrayList<>();
        boolean ofNow = false;
        try (ResultSet result = statement.executeQuery("SELECT /* " + question + " */ trx_mysql_thread_id,"
                + " cast(trx_started as char), trx_id, trx_is_read_only,"
                + " timestampdiff(MICROSECOND, trx_started, now(6)),"
                + " trx_mysql_thread_id = connection_id(), trx_query FROM information_schema.innodb_trx")) {
            while (result.next()) {
                if (result.getBoolean(6)) {
                    ofNow = String.valueOf(result.getString(7)).contains(question);
                } else {
                    transactions.add(new Transaction(
                            result.getLong(1),
                            result.getString(2),
                            result.getString(3),
                            result.getBoolean(4),
                            result.getLong(5)));
                }
            }
        }
        return ofNow ? Optional.of(transactions) : Optional.empty();
    }

    private Map<Long, Session> sessions(Statement statement) throws SQLException {
        Map<Long, Session> sessions = new HashMap<>();
        try (ResultSet result = statement.executeQuery("SELECT id, user, command, " + elapsed
                + " FROM information_schema.processlist WHERE id <> connection_id()")) {
            while (result.next()) {
                String user = result.getString(2);
                boolean running = !AT_REST.contains(result.getString(3));
                if (running && REPLICATION.equals(user)) {
                    throw new Failure(
                            ExitCode.REFUSED,
                            "the source replicates from another server, whose transactions it does not show and whose"
                                    + " rows carry stamps of another clock",
                            "Let url: name the primary, and replica: this server; or declare horizon: lag(15m), with the"
                                    + " age that no transaction exceeds.");
                }
                sessions.put(result.getLong(1), new Session(user, running, result.getLong(4)));
            }
        }
        return sessions;
    }

    private static Instant now(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT utc_timestamp(6)")) {
            result.next();
            return result.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
        }
    }

    private static String server(Statement statement) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        try (ResultSet result = statement.executeQuery(
                "SHOW GLOBAL VARIABLES WHERE variable_name IN" + " ('server_uuid', 'server_id', 'wsrep_on')")) {
            while (result.next()) {
                variables.put(result.getString(1), result.getString(2));
            }
        }
        if (variables.getOrDefault("wsrep_on", "OFF").equals("ON")) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the source is a Galera cluster, where one node does not see the transactions of the others",
                    "Declare horizon: lag(15m), with the age that no transaction exceeds.");
        }
        return variables.getOrDefault("server_uuid", "server_id " + variables.get("server_id"));
    }

    private Failure blind(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT current_user()")) {
            result.next();
            String account = result.getString(1);
            int at = account.lastIndexOf('@');
            return new Failure(
                    ExitCode.REFUSED,
                    "the transactions that are open in the source cannot be seen, so that nothing tells how far a"
                            + " watermark may go",
                    "GRANT PROCESS ON *.* TO '" + account.substring(0, at) + "'@'" + account.substring(at + 1)
                            + "'; or declare horizon: lag(15m), with the age that no transaction exceeds.");
        }
    }
}
