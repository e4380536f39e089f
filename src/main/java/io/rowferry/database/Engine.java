package io.rowferry.database;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that differs between the database servers. One instance serves every thread of a {@link Database}; connections
 * are the caller's. SQL that it returns speaks of canonical text, whose forms per type are:
 * integers and decimals as their digits; booleans as 0 and 1; dates as {@code 2026-11-22}, times with six digits of a
 * second, moments in UTC; bytes in hex; text as it is.
 */
public interface Engine {
    /** The bytes of a {@link #slice} of a hash. */
    int SLICE_BYTES = 7;

    /** The product's name for people, for instance {@code PostgreSQL}. */
    String name();

    String quote(String identifier);

    default String quote(TableName table) {
        String schema = table.schema();
        return schema == null ? quote(table.name()) : quote(schema) + "." + quote(table.name());
    }

    /** The name of one of rowferry's own tables, quoted; {@link #prepareLedger} makes the place that it lives in. */
    String ledgerTable(String name);

    /** Statements that make the place where {@link #ledgerTable}s live; may be none. Safe to run again. */
    List<String> prepareLedger();

    /** The column type for the ledger's texts of at most that many characters, compared byte by byte. */
    String ledgerText(int characters);

    /** The column type for the ledger's texts without a limit. */
    String ledgerLongText();

    /** An INSERT of one row of parameters that does nothing where the row's key is already there. */
    String insertIfAbsent(String ledgerTable, List<String> columns);

    /**
     * What ends a SELECT that keeps its row as it is until the transaction ends, for itself or beside others that share it.
     * It waits for whoever holds it otherwise, sees what it was changed to, and goes before those who come later. Empty where
     * that takes a {@link #queueing} first.
     */
    String locking(boolean shared);

    /**
     * A SELECT that waits for the name given as its one parameter, and holds it until the transaction ends, where the locks of
     * rows are not granted in the order in which they are asked for.
     */
    default Optional<String> queueing(boolean shared) {
        return Optional.empty();
    }

    /** Whether an index range is found for {@code (a, b) > (?, ?)}. */
    boolean rangesOverRows();

    /**
     * Makes a new session say what rowferry means: UTC, strict values, UTF-8. Called once for each connection.
     *
     * @param readOnly whether the server is to refuse every write of the session
     */
    void pin(Connection connection, boolean readOnly) throws SQLException;

    /** A statement that has a session wait so long for a lock that somebody else holds. Not for inside a transaction. */
    String lockWait(Duration patience);

    /**
     * What is under way in the database now, for {@link OpenTransactions} to be compared later.
     *
     * @param connection in autocommit
     * @throws io.rowferry.Failure with {@code REFUSED} when it cannot be seen here, with what would help
     */
    OpenTransactions openTransactions(Connection connection) throws SQLException;

    /** What writes rows of the table that have the stamps of another server's clock; empty when nothing is known to. */
    Optional<String> foreignWriter(Connection connection, TableName table) throws SQLException;

    /**
     * How far the log has got that replicas of this server replay: all that other sessions could see committed before the
     * call lies before it.
     *
     * @throws io.rowferry.Failure with {@code REFUSED} when there is no such log, with what to switch on
     */
    LogPosition logPosition(Connection primary) throws SQLException;

    /**
     * How far a replica is from having replayed all before a position; empty when it has, so that a transaction that begins
     * there now sees it. Does not wait.
     *
     * @return for people, as the rest of a sentence: {@code 16 kB of log behind}
     * @throws io.rowferry.Failure with {@code REFUSED} when it is no replica of the server that the position is of
     */
    Optional<String> behind(Connection replica, LogPosition position) throws SQLException;

    /** A query for the time that the server's clock shows, in UTC. */
    String clock();

    /**
     * Takes a lock that ends with the session, at the latest, and holds no transaction open.
     *
     * @param name at most 64 characters; means the same to every session of this database
     * @return false when another session has it
     */
    boolean tryLock(Connection connection, String name) throws SQLException;

    /** Whether a session has that lock now. Asking takes nothing, so that nobody who tries to take it is turned away. */
    boolean isLocked(Connection connection, String name) throws SQLException;

    /**
     * A statement that has the server end a session within {@link Database#OUTLIVES} of its client's last word, when that has
     * gone without another. The client says something every minute.
     */
    String endWithClient();

    /** Gives back every lock of the session. */
    void releaseLocks(Connection connection) throws SQLException;

    /** Names of the columns with which an index of the table begins, so that it finds ranges of them. */
    Set<String> indexedColumns(Connection connection, TableName table) throws SQLException;

    /** Whether the server would read more than a range of an index to answer the query with its texts. */
    boolean readsAll(Connection connection, String sql, List<String> parameters) throws SQLException;

    /** What a line of a plan tells. */
    @FunctionalInterface
    interface PlanLine {
        boolean isBad(ResultSet line) throws SQLException;
    }

    /** Whether any line of a plan is such. */
    default boolean explained(Connection connection, String sql, List<String> parameters, PlanLine line)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    if (line.isBad(result)) {
                        return true;
                    }
                }
                return false;
            }
        }
    }

    /** What the catalog says of a table; empty when there is none that this login can see. */
    Optional<TableShape> describe(Connection connection, TableName table) throws SQLException;

    /**
     * What all names of one table have in common, and those of no other, as this login's server resolves them; empty when
     * there is none of that name.
     */
    Optional<String> resolved(Connection connection, TableName table) throws SQLException;

    /** The tables whose rows refer to this one's, itself among them when it does; those that a job can name. */
    Set<TableName> children(Connection connection, TableName table) throws SQLException;

    /** The beginning of an INSERT that writes the values given, also where the server would make its own. */
    default String insertInto(TableName table, List<String> columns) {
        return "INSERT INTO " + quote(table) + " ("
                + columns.stream().map(this::quote).collect(Collectors.joining(", ")) + ")";
    }

    /**
     * Keeps a table's definition as it is until the transaction ends, or waits until it may.
     *
     * @throws SQLException also when the table is gone
     */
    default void hold(Connection connection, TableName table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM " + quote(table) + " WHERE 1 = 0");
        }
    }

    /** A text that changes whenever a table's columns do; cheaper than {@link #describe}. */
    String definition(Connection connection, TableName table) throws SQLException;

    /**
     * The types to declare for the columns of a new table that is to hold what these hold, each without NOT NULL; empty
     * where the engine has none that holds all of it.
     *
     * @param indexed names of the columns that are part of a key or index, which some types cannot be
     */
    List<Optional<String>> declarations(List<Column> columns, Set<String> indexed);

    /** What follows the column list of a new table, so that texts are compared byte by byte; may be empty. */
    String tableOptions();

    /** Whether the server can tell what time it is in that zone at a moment, with nothing installed besides. */
    boolean knowsZone(ZoneId zone);

    /** Whether a text may hold the character NUL. */
    boolean holdsNul();

    /** Whether a JSON column keeps all that this JSON says: every digit, and every one of members with the same name. */
    boolean keepsJson(Column column, String json);

    /** An expression for the text of a column's value in its form, from an expression for the value. */
    String canonicalText(Carried carried, String value);

    /** The same, from the column of that name. */
    default String canonicalText(Carried carried) {
        return canonicalText(carried, quote(carried.column().name()));
    }

    /** An expression for what a column holds whose type is not carried, as the server itself would take it back. */
    String ownText(String column);

    /**
     * An expression for a column's typed value from a text of that form, fit for joins, comparisons and bounds; it names
     * the text once, so that the text may be a parameter.
     */
    String typed(Column column, ColumnType form, String text);

    /**
     * Begins a read-only transaction whose every query sees one state of the database.
     *
     * @return what {@link #joinSnapshot} needs for other connections to see the same, as far as the engine can
     */
    String beginSnapshot(Connection connection) throws SQLException;

    /**
     * Begins a read-only transaction on another connection. PostgreSQL sees exactly the first one's state; the MySQL
     * family sees its own, begun while the caller holds both.
     */
    void joinSnapshot(Connection connection, String snapshot) throws SQLException;

    /** The fetch size that makes the driver stream a result in bounded memory. */
    int fetchSize();

    /** An empty staging table on this connection, for rows of these columns. Not thread-safe, like the connection. */
    Staging staging(Connection connection, List<Carried> columns) throws SQLException;

    /**
     * What begins a statement from which on the transaction's statements are refused themselves for what their rows break,
     * where constraints may be declared to be checked only when it commits, of no row in particular; may be empty.
     */
    default String checkingAtOnce() {
        return "";
    }

    /** The statements that write staged rows into a table, guarded. Safe for any number of threads. */
    GuardedWrite guardedWrite(WritePlan plan);

    /** The statements that remove the rows of staged keys from a table, guarded. Safe for any number of threads. */
    GuardedDelete guardedDelete(WritePlan plan);

    /** An expression for the SHA-256 of a text expression, as this engine has it at the least cost. */
    String hash(String text);

    /** An expression for the first 28 hex digits of a {@link #hash}. */
    String digits(String hash);

    /**
     * An expression for a 56-bit number out of the SHA-256 of a text expression, which it names once.
     *
     * @param slice 0 or 1: which 56 bits
     */
    String hashSlice(String text, int slice);

    /** As {@link #hashSlice}, from a column that holds a {@link #hash}. */
    String slice(String column, int slice);

    /**
     * A query for sums over rows, group by group: the group, its rows, the sums of both slices of their hashes, how many
     * rows have none.
     *
     * @param group an expression for what the rows of a group have in common
     * @param rows the query's FROM and WHERE
     */
    default String sumsOfHashes(String group, String hash, String rows) {
        return sums("grouped", group + " AS grouped, " + hash, rows) + " GROUP BY grouped";
    }

    /** The same for all rows as one group, 0. */
    default String sumOfHashes(String hash, String rows) {
        return sums("0", hash, rows);
    }

    private String sums(String group, String hash, String rows) {
        return "SELECT " + group + ", count(*), coalesce(sum(" + slice("hash", 0) + "), 0), coalesce(sum("
                + slice("hash", 1) + "), 0), count(*) - count(hash) FROM (SELECT " + hash + " AS hash" + rows
                + computedOnce() + ") hashed";
    }

    /** What ends a subquery so that its expressions are computed once for each row, however often they are named outside. */
    String computedOnce();

    /** An expression for a whole number out of an expression for one, divided by that, the rest cut off. */
    String wholeQuotient(String value, long by);

    /** An expression for a text expression that is grouped and compared byte by byte. */
    String exactly(String text);

    /** An expression for the first characters of a text expression. */
    default String first(int characters, String text) {
        return "left(" + text + ", " + characters + ")";
    }

    /** An expression for the number of bytes in a text expression's UTF-8 form. */
    String byteLength(String text);

    /** An expression for texts one after the other, with commas between; NULL where one of them is. */
    String listed(List<String> texts);

    /** What an error means for the rows, the transaction and the run. */
    Fault fault(SQLException error);

    /** Of the errors that a driver may hang one on the other, that which {@link #fault} goes by. */
    default SQLException deciding(SQLException error) {
        return error;
    }

    /** Loads rows in the format of {@link StagedRows}. */
    void load(Connection connection, String table, List<String> columns, InputStream rows) throws SQLException;
}
