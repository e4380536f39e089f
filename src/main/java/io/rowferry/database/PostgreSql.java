package io.rowferry.database;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;

/** PostgreSQL. */
final class PostgreSql implements Engine {
    private static final ReadText TEXT = new PostgreSqlText();

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String ledgerTable(String name) {
        return "rowferry." + name;
    }

    @Override
    public List<String> prepareLedger() {
        // IF NOT EXISTS is no help against two processes that start at the same moment; the lock is.
        return List.of("SELECT pg_advisory_xact_lock(5243927261)", "CREATE SCHEMA IF NOT EXISTS rowferry");
    }

    @Override
    public String insertIfAbsent(String ledgerTable, List<String> columns) {
        return "INSERT INTO " + ledgerTable + " (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ") ON CONFLICT DO NOTHING";
    }

    @Override
    public String ledgerText(int characters) {
        return "varchar(" + characters + ") COLLATE \"C\"";
    }

    @Override
    public String ledgerLongText() {
        return "text";
    }

    @Override
    public boolean rangesOverRows() {
        return true;
    }

    @Override
    public String locking(boolean shared) {
        return "";
    }

    /** Who shares a row passes one who waits to change it, who would wait for ever where many share it in turn. */
    @Override
    public Optional<String> queueing(boolean shared) {
        return Optional.of(
                "SELECT pg_advisory_xact_lock" + (shared ? "_shared" : "") + "(hashtextextended(?, 0)) IS NULL");
    }

    @Override
    public void pin(Connection connection, boolean readOnly) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The planner knows nothing of a temporary staging table; a hash join would read a whole large target for
            // each small batch, so that only index lookups are left to it.
            statement.execute(
                    "SET TIME ZONE 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex';"
                            + " SET extra_float_digits = 1; SET client_min_messages = 'error';"
                            + " SET enable_hashjoin = off; SET enable_mergejoin = off; "
                            + lockWait(Timeouts.of(readOnly).lock())
                            + (readOnly ? "; SET default_transaction_read_only = on" : ""));
        }
    }

    @Override
    public String lockWait(Duration patience) {
        return "SET lock_timeout = '" + patience.toSeconds() + "s'";
    }

    @Override
    public OpenTransactions openTransactions(Connection connection) throws SQLException {
        return PostgreSqlActivity.of(connection);
    }

    @Override
    public boolean tryLock(Connection connection, String name) throws SQLException {
        return answer(connection, "SELECT pg_try_advisory_lock(hashtextextended(?, 0))", name);
    }

    /** The list of locks shows a 64-bit key as its halves. */
    @Override
    public boolean isLocked(Connection connection, String name) throws SQLException {
        return answer(
                connection,
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND (classid::bigint << 32) | objid::bigint = hashtextextended(?, 0))",
                name);
    }

    private static boolean answer(Connection connection, String question, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }

    @Override
    public Optional<String> foreignWriter(Connection connection, TableName table) throws SQLException {
        return PostgreSqlActivity.subscription(connection, quote(table));
    }

    @Override
    public LogPosition logPosition(Connection primary) throws SQLException {
        return PostgreSqlLog.position(primary);
    }

    @Override
    public Optional<String> behind(Connection replica, LogPosition position) throws SQLException {
        return PostgreSqlLog.behind(replica, position);
    }

    @Override
    public String clock() {
        return "SELECT statement_timestamp() AT TIME ZONE 'UTC'";
    }

    /** The system under the server has its own times for it, which are hours in all. */
    @Override
    public String endWithClient() {
        return "SET tcp_keepalives_idle = " + KeptAliveSockets.IDLE + "; SET tcp_keepalives_interval = "
                + KeptAliveSockets.INTERVAL + "; SET tcp_keepalives_count = " + KeptAliveSockets.COUNT;
    }

    @Override
    public void releaseLocks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        }
    }

    @Override
    public Set<String> indexedColumns(Connection connection, TableName table) throws SQLException {
        return PostgreSqlCatalog.indexedColumns(connection, quote(table));
    }

    @Override
    public boolean readsAll(Connection connection, String sql, List<String> parameters) throws SQLException {
        return explained(connection, "EXPLAIN " + sql, parameters, result -> {
            String line = String.valueOf(result.getString(1));
            return line.contains("Seq Scan") || line.contains("Sort  (");
        });
    }

    @Override
    public Optional<TableShape> describe(Connection connection, TableName table) throws SQLException {
        return new PostgreSqlCatalog(connection, this).describe(table);
    }

    @Override
    public Optional<String> resolved(Connection connection, TableName table) throws SQLException {
        return PostgreSqlCatalog.oid(connection, quote(table)).map(String::valueOf);
    }

    @Override
    public Set<TableName> children(Connection connection, TableName table) throws SQLException {
        return PostgreSqlCatalog.children(connection, table, quote(table));
    }

    @Override
    public String insertInto(TableName table, List<String> columns) {
        return Engine.super.insertInto(table, columns) + " OVERRIDING SYSTEM VALUE";
    }

    @Override
    public String definition(Connection connection, TableName table) throws SQLException {
        return PostgreSqlCatalog.definition(connection, quote(table));
    }

    @Override
    public List<Optional<String>> declarations(List<Column> columns, Set<String> indexed) {
        return columns.stream()
                .map(column -> Optional.of(PostgreSqlDeclaration.of(column.type(), column.declared())))
                .toList();
    }

    @Override
    public String tableOptions() {
        return "";
    }

    @Override
    public boolean knowsZone(ZoneId zone) {
        return true;
    }

    @Override
    public boolean holdsNul() {
        return false;
    }

    @Override
    public boolean keepsJson(Column column, String json) {
        return !column.declared().equals("jsonb") || !Json.repeatsMember(json);
    }

    @Override
    public String canonicalText(Carried carried, String value) {
        return TEXT.of(carried, value);
    }

    @Override
    public String ownText(String column) {
        return quote(column) + "::text";
    }

    @Override
    public String typed(Column column, ColumnType form, String text) {
        return PostgreSqlText.typed(column, form, text);
    }

    @Override
    public String beginSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            try (ResultSet result = statement.executeQuery("SELECT pg_export_snapshot()")) {
                result.next();
                return result.getString(1);
            }
        }
    }

    @Override
    public void joinSnapshot(Connection connection, String snapshot) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot.replace("'", "''") + "'");
        }
    }

    @Override
    public int fetchSize() {
        return 2_000;
    }

    @Override
    public Staging staging(Connection connection, List<Carried> columns) throws SQLException {
        String table = "pg_temp." + quote("rowferry_staging_" + Integer.toHexString(columns.hashCode()));
        String texts = Staging.names(columns.size()).stream()
                .skip(1)
                .map(name -> name + " text COLLATE \"C\"")
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + table + " (" + Staging.NUMBER + " integer, "
                    + texts + ") ON COMMIT DELETE ROWS");
        }
        return new Staging(connection, this, table, columns.size());
    }

    @Override
    public String checkingAtOnce() {
        return "SET CONSTRAINTS ALL IMMEDIATE; ";
    }

    @Override
    public GuardedWrite guardedWrite(WritePlan plan) {
        return new PostgreSqlWrite(this, plan);
    }

    @Override
    public GuardedDelete guardedDelete(WritePlan plan) {
        return PostgreSqlDelete.of(this, plan);
    }

    @Override
    public String hash(String text) {
        return "sha256(convert_to(" + text + ", 'UTF8'))";
    }

    @Override
    public String digits(String hash) {
        return "encode(substr(" + hash + ", 1, " + 2 * SLICE_BYTES + "), 'hex')";
    }

    @Override
    public String hashSlice(String text, int slice) {
        return "('x' || encode(substr(" + hash(text) + ", " + (1 + SLICE_BYTES * slice) + ", " + SLICE_BYTES
                + "), 'hex'))::bit(" + 8 * SLICE_BYTES + ")::bigint";
    }

    /** Byte by byte, which costs half of the way through hex digits and bits. */
    @Override
    public String slice(String column, int slice) {
        return IntStream.range(0, SLICE_BYTES)
                .mapToObj(i -> "(get_byte(" + column + ", " + (SLICE_BYTES * slice + i) + ")::bigint << "
                        + 8 * (SLICE_BYTES - 1 - i) + ")")
                .collect(Collectors.joining(" + "));
    }

    @Override
    public String computedOnce() {
        return " OFFSET 0";
    }

    @Override
    public String wholeQuotient(String value, long by) {
        return "(" + value + " / " + by + "::bigint)";
    }

    @Override
    public String exactly(String text) {
        return "(" + text + " COLLATE \"C\")";
    }

    @Override
    public String listed(List<String> texts) {
        return "(" + String.join(" || ',' || ", texts) + ")";
    }

    @Override
    public String byteLength(String text) {
        return "octet_length(" + text + ")";
    }

    @Override
    public Fault fault(SQLException error) {
        return PostgreSqlFaults.of(error);
    }

    @Override
    public SQLException deciding(SQLException error) {
        return PostgreSqlFaults.deciding(error);
    }

    @Override
    public void load(Connection connection, String table, List<String> columns, InputStream rows) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN", rows, 1 << 16);
        } catch (IOException e) {
            throw new SQLException("the connection broke while rows were loaded", PSQLState.IO_ERROR.getState(), e);
        }
    }
}
