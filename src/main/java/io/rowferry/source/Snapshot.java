package io.rowferry.source;

import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.database.Fault;
import io.rowferry.table.Carried;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several reading sessions that see one state of the source (on the MySQL family: states begun at the same moment). Each
 * reader is used by one thread at a time; closing ends all transactions.
 */
public final class Snapshot implements AutoCloseable {
    private static final int ROWS_IN_A_RANGE = 50_000;

    private final Database database;
    private final List<Connection> sessions;
    private final List<Connection> readers;
    private final Connection guide;

    private Snapshot(Database database, List<Connection> sessions) {
        this.database = database;
        this.sessions = sessions;
        this.guide = sessions.get(0);
        this.readers = sessions.size() == 1 ? sessions : sessions.subList(1, sessions.size());
    }

    /**
     * Opens the snapshot.
     *
     * @param readers how many threads will read beside the one that asks for ranges; 0 when one thread does all, with one
     *     session, which costs half the round trips
     * @throws io.rowferry.Failure when the source is out of reach
     */
    public static Snapshot open(Database database, int readers) {
        return open(database, readers, database::connect);
    }

    /** Gives sessions of a database, fit to read from. */
    interface Sessions {
        Connection next() throws SQLException;
    }

    static Snapshot open(Database database, int readers, Sessions sessions) {
        List<Connection> opened = new ArrayList<>();
        try {
            Connection guide = sessions.next();
            opened.add(guide);
            String snapshot = database.engine().beginSnapshot(guide);
            for (int i = 0; i < readers; i++) {
                Connection connection = sessions.next();
                opened.add(connection);
                database.engine().joinSnapshot(connection, snapshot);
            }
            return new Snapshot(database, List.copyOf(opened));
        } catch (SQLException e) {
            opened.forEach(Snapshot::end);
            throw database.failure("opening the read snapshot", e);
        } catch (Failure e) {
            opened.forEach(Snapshot::end);
            throw e;
        }
    }

    public int readers() {
        return readers.size();
    }

    /**
     * Keeps a table from being changed until this snapshot closes, and answers what it is now: DDL that came after the
     * snapshot may have left it empty in there.
     */
    public Optional<TableShape> hold(TableName table) {
        synchronized (guide) {
            try (Connection now = database.connect()) {
                database.engine().hold(guide, table);
                return database.engine().describe(now, table);
            } catch (SQLException e) {
                throw database.failure("looking again at " + table, e);
            }
        }
    }

    /**
     * The key ranges that together are the rest of a table, for any number of readers to share.
     *
     * @param above the key, as canonical texts, after which the rest begins; null for the whole table
     */
    public Ranges ranges(Selection selection, @Nullable List<String> above) {
        return new Ranges(new KeyRanges(guide, database.engine(), selection, ROWS_IN_A_RANGE, above));
    }

    /** Ranges still to be read. Safe for all readers at once. */
    public final class Ranges {
        private final KeyRanges ranges;

        private Ranges(KeyRanges ranges) {
            this.ranges = ranges;
        }

        /**
         * The next range for a reader, empty when there are none left.
         *
         * @param taken is told of the range before another reader gets the one after it
         */
        public Optional<KeyRange> next(Consumer<KeyRange> taken) {
            synchronized (guide) {
                try {
                    Optional<KeyRange> next = ranges.next();
                    next.ifPresent(taken);
                    return next;
                } catch (SQLException e) {
                    throw database.failure("looking for the next key range", e);
                }
            }
        }
    }

    /**
     * Reads a range to its end.
     *
     * @param reader which session, from 0
     * @throws InterruptedException when the sink was interrupted
     */
    public void read(int reader, Selection selection, KeyRange range, RowSink sink) throws InterruptedException {
        String sql = "SELECT " + selection.canonicalColumns(database.engine()) + " FROM "
                + database.engine().quote(selection.table())
                + range.condition(database.engine(), selection.plainKey(), selection.where());
        stream(
                reader,
                sql,
                range.parameters(database.engine()),
                selection.columns().size(),
                selection.table(),
                sink);
    }

    /**
     * Hands out the rows of a query, as texts.
     *
     * @param reader which session, from 0
     * @param parameters for its question marks
     * @param columns how many of its columns to hand out
     * @param table that it is about, for messages
     * @throws InterruptedException when the sink was interrupted
     */
    public void stream(int reader, String sql, List<String> parameters, int columns, TableName table, RowSink sink)
            throws InterruptedException {
        try (PreparedStatement statement = readers.get(reader).prepareStatement(sql)) {
            statement.setFetchSize(database.engine().fetchSize());
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    @Nullable String[] row = new @Nullable String[columns];
                    for (int i = 0; i < columns; i++) {
                        row[i] = result.getString(i + 1);
                    }
                    sink.accept(row);
                }
            }
        } catch (SQLException e) {
            throw database.failure("reading " + table, e);
        }
    }

    /**
     * Whether the server takes these texts for values in such a query. The first reader asks, and goes on with what it sees
     * whatever the answer is.
     */
    boolean takes(String sql, List<String> parameters) {
        Connection reader = readers.get(0);
        try {
            Savepoint before = reader.setSavepoint();
            try (PreparedStatement statement = reader.prepareStatement(sql)) {
                bind(statement, parameters);
                statement.executeQuery().close();
            } catch (SQLException e) {
                if (database.engine().fault(e).kind() != Fault.Kind.BAD_ROW) {
                    throw e;
                }
                reader.rollback(before);
                return false;
            }
            reader.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            throw database.failure("looking for rows by their keys", e);
        }
    }

    /**
     * The key, in the forms that are given, of the last of so many rows of a range along the key's index; empty when the
     * range has fewer.
     *
     * @param key columns that identify a row and that an index orders
     * @throws InterruptedException when interrupted
     */
    public Optional<List<String>> keyAfter(TableName table, List<Carried> key, KeyRange range, int rows)
            throws InterruptedException {
        List<String> found = new ArrayList<>();
        List<String> parameters = range.parameters(database.engine());
        stream(
                0,
                Selection.keyAfter(database.engine(), table, key, range, rows),
                parameters,
                key.size(),
                table,
                row -> {
                    for (String text : row) {
                        found.add(String.valueOf(text));
                    }
                });
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** Whether the server would read or sort the rest of the table to find the next key, and not walk along an index. */
    public boolean readsAll(TableName table, List<Carried> key, KeyRange range) {
        Engine engine = database.engine();
        try {
            return engine.readsAll(
                    readers.get(0), Selection.keyAfter(engine, table, key, range, 1), range.parameters(engine));
        } catch (SQLException e) {
            throw database.failure("looking how the server would read " + table, e);
        }
    }

    /** How many rows of a selection meet the conditions as well. */
    long count(Selection selection, List<String> conditions, List<String> parameters) {
        String sql = "SELECT count(*) FROM " + database.engine().quote(selection.table())
                + Selection.where(conditions, selection.where());
        try (PreparedStatement statement = readers.get(0).prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw database.failure("counting rows of " + selection.table(), e);
        }
    }

    /** How many rows there are of a selection. */
    public long count(Selection selection) {
        return count(selection, List.of(), List.of());
    }

    static void bind(PreparedStatement statement, List<String> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setString(i + 1, parameters.get(i));
        }
    }

    Engine engine() {
        return database.engine();
    }

    @Override
    public void close() {
        sessions.forEach(Snapshot::end);
    }

    private static void end(Connection connection) {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            // The session is broken, and so ended; the pool throws it away.
        }
    }
}
