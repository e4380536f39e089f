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
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * MariaDB and MySQL.
 *
 * @param name the product, as the server's version string tells it: both speak the same protocol and Connector/J takes
 *     one for the other
 */
record MySqlFamily(String name) implements Engine {
    /** The hex digits of a slice of a hash. */
    private static final int SLICE_DIGITS = 2 * SLICE_BYTES;

    private static final ReadText TEXT = new MySqlText();

    /** An expression for a lock's name, which is the whole server's. */
    private static final String LOCK = "concat('rowferry ', left(sha2(concat(database(), ' ', ?), 256), 48))";

    static MySqlFamily ofVersion(String version) {
        return new MySqlFamily(version.toLowerCase(Locale.ROOT).contains("mariadb") ? "MariaDB" : "MySQL");
    }

    @Override
    public String quote(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }

    @Override
    public String ledgerTable(String table) {
        return "rowferry_" + table;
    }

    @Override
    public List<String> prepareLedger() {
        return List.of();
    }

    @Override
    public String insertIfAbsent(String ledgerTable, List<String> columns) {
        return "INSERT IGNORE INTO " + ledgerTable + " (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    }

    @Override
    public String ledgerText(int characters) {
        return "varchar(" + characters + ") CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    }

    @Override
    public String ledgerLongText() {
        return "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    }

    @Override
    public boolean rangesOverRows() {
        return false;
    }

    @Override
    public String locking(boolean shared) {
        return shared ? "LOCK IN SHARE MODE" : "FOR UPDATE";
    }

    @Override
    public void pin(Connection connection, boolean readOnly) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET NAMES utf8mb4");
            // Without NO_ZERO_DATE: a zero date is carried into another server that takes it.
            statement.execute("SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,"
                    + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'");
            statement.execute(lockWait(Timeouts.of(readOnly).lock()));
            statement.execute(
                    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED" + (readOnly ? ", READ ONLY" : ""));
        }
    }

    @Override
    public String lockWait(Duration patience) {
        long seconds = patience.toSeconds();
        return "SET lock_wait_timeout = " + seconds + ", innodb_lock_wait_timeout = " + seconds;
    }

    @Override
    public OpenTransactions openTransactions(Connection connection) throws SQLException {
        return new MySqlActivity(connection, isMariaDb()).list();
    }

    @Override
    public boolean tryLock(Connection connection, String name) throws SQLException {
        return answer(connection, "SELECT get_lock(" + LOCK + ", 0)", name);
    }

    @Override
    public boolean isLocked(Connection connection, String name) throws SQLException {
        return answer(connection, "SELECT is_used_lock(" + LOCK + ") IS NOT NULL", name);
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

    /** A server that replicates from another is refused as a whole. */
    @Override
    public Optional<String> foreignWriter(Connection connection, TableName table) {
        return Optional.empty();
    }

    @Override
    public LogPosition logPosition(Connection primary) throws SQLException {
        return isMariaDb() ? MariaDbLog.position(primary) : MySqlLog.position(primary);
    }

    @Override
    public Optional<String> behind(Connection replica, LogPosition position) throws SQLException {
        return isMariaDb() ? MariaDbLog.behind(replica, position) : MySqlLog.behind(replica, position);
    }

    @Override
    public String clock() {
        return "SELECT utc_timestamp(6)";
    }

    /** The server's own time for it is hours, and some have so little that a long run would lose its lock. */
    @Override
    public String endWithClient() {
        return "SET SESSION wait_timeout = " + Database.OUTLIVES.toSeconds();
    }

    @Override
    public void releaseLocks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT release_all_locks()");
        }
    }

    @Override
    public Set<String> indexedColumns(Connection connection, TableName table) throws SQLException {
        return MySqlCatalog.indexedColumns(connection, table);
    }

    @Override
    public boolean readsAll(Connection connection, String sql, List<String> parameters) throws SQLException {
        return explained(
                connection,
                "EXPLAIN " + sql,
                parameters,
                result -> "ALL".equals(result.getString("type"))
                        || String.valueOf(result.getString("Extra")).contains("filesort"));
    }

    @Override
    public Set<TableName> children(Connection connection, TableName table) throws SQLException {
        return MySqlCatalog.children(connection, table);
    }

    @Override
    public Optional<TableShape> describe(Connection connection, TableName table) throws SQLException {
        return new MySqlCatalog(connection, isMariaDb()).describe(table);
    }

    @Override
    public Optional<String> resolved(Connection connection, TableName table) throws SQLException {
        return MySqlCatalog.resolved(connection, table);
    }

    @Override
    public String definition(Connection connection, TableName table) throws SQLException {
        return MySqlCatalog.definition(connection, table);
    }

    @Override
    public List<Optional<String>> declarations(List<Column> columns, Set<String> indexed) {
        MySqlDeclaration declaration = MySqlDeclaration.forTable(columns, isMariaDb());
        return columns.stream()
                .map(column -> declaration.of(column, indexed.contains(column.name())))
                .toList();
    }

    @Override
    public String tableOptions() {
        return " CHARACTER SET utf8mb4 COLLATE " + collation();
    }

    /** Byte by byte, also blanks at the end. */
    private String collation() {
        return isMariaDb() ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    }

    @Override
    public boolean knowsZone(ZoneId zone) {
        return zone.getRules().isFixedOffset();
    }

    @Override
    public boolean holdsNul() {
        return true;
    }

    @Override
    public boolean keepsJson(Column column, String json) {
        return isMariaDb() || (MySqlJson.keeps(json) && !Json.repeatsMember(json));
    }

    @Override
    public String canonicalText(Carried carried, String value) {
        return TEXT.of(carried, value);
    }

    @Override
    public String ownText(String column) {
        return "lower(hex(" + quote(column) + "))";
    }

    @Override
    public String typed(Column column, ColumnType form, String text) {
        return MySqlText.typed(column, form, text);
    }

    /**
     * An expression that is true when a JSON column holds the same tree as a text. Equal texts are equal also where MariaDB
     * has no opinion, as on half of a pair of surrogates.
     */
    String sameJson(String held, String text) {
        return isMariaDb()
                ? "(cast(" + held + " as binary) <=> cast(" + text + " as binary) OR coalesce(json_equals(" + held
                        + ", " + text + "), false))"
                : "coalesce(" + held + " = cast(" + text + " as json), " + held + " IS NULL AND " + text + " IS NULL)";
    }

    private boolean isMariaDb() {
        return name.equals("MariaDB");
    }

    @Override
    public String beginSnapshot(Connection connection) throws SQLException {
        joinSnapshot(connection, "");
        return "";
    }

    @Override
    public void joinSnapshot(Connection connection, String snapshot) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        }
    }

    @Override
    public int fetchSize() {
        return 2_000;
    }

    @Override
    public Staging staging(Connection connection, List<Carried> columns) throws SQLException {
        String table = quote("rowferry_staging_" + Integer.toHexString(columns.hashCode()));
        String texts = Staging.names(columns.size()).stream()
                .skip(1)
                .map(column -> column + " LONGTEXT")
                .collect(Collectors.joining(", "));
        String create = "CREATE TEMPORARY TABLE IF NOT EXISTS " + table + " (" + Staging.NUMBER + " INT PRIMARY KEY, "
                + MySqlWrite.ABSENT + " TINYINT NOT NULL DEFAULT 0, " + texts
                + ") CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        try (Statement statement = connection.createStatement()) {
            // Aria fills and empties a table in two thirds of InnoDB's time. Without NO_ENGINE_SUBSTITUTION: where the
            // server has enforce_storage_engine, it takes its own engine then, and does not refuse.
            statement.execute(isMariaDb() ? "SET STATEMENT sql_mode = '' FOR " + create + " ENGINE = Aria" : create);
        }
        return new Staging(connection, this, table, columns.size());
    }

    @Override
    public GuardedWrite guardedWrite(WritePlan plan) {
        return new MySqlWrite(this, plan);
    }

    @Override
    public GuardedDelete guardedDelete(WritePlan plan) {
        return MySqlDelete.of(this, plan);
    }

    /** As few bytes as will do: the table in which a server keeps what is computed once stays in memory. */
    @Override
    public String hash(String text) {
        return "cast(left(sha2(" + text + ", 256), " + 2 * SLICE_DIGITS + ") as binary(" + 2 * SLICE_DIGITS + "))";
    }

    @Override
    public String digits(String hash) {
        return hash;
    }

    @Override
    public String hashSlice(String text, int slice) {
        return slice(hash(text), slice);
    }

    @Override
    public String slice(String hash, int slice) {
        return "cast(conv(substr(" + hash + ", " + (1 + SLICE_DIGITS * slice) + ", " + SLICE_DIGITS
                + "), 16, 10) as unsigned)";
    }

    @Override
    public String computedOnce() {
        return " LIMIT " + Long.toUnsignedString(-1);
    }

    @Override
    public String wholeQuotient(String value, long by) {
        return "(" + value + " DIV " + by + ")";
    }

    @Override
    public String exactly(String text) {
        return "(convert(" + text + " using utf8mb4) COLLATE " + collation() + ")";
    }

    @Override
    public String listed(List<String> texts) {
        return "concat(" + String.join(", ',', ", texts) + ")";
    }

    @Override
    public String byteLength(String text) {
        return "length(" + text + ")";
    }

    @Override
    public Fault fault(SQLException error) {
        return MySqlFaults.of(error);
    }

    /** LOAD DATA LOCAL turns every error into a warning, even in strict mode: a warning is an error here. */
    @Override
    public void load(Connection connection, String table, List<String> columns, InputStream rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.isWrapperFor(org.mariadb.jdbc.Statement.class)) {
                statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(rows);
            } else {
                throw new SQLFeatureNotSupportedException("this driver cannot load rows from a stream");
            }
            statement.execute("LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + table + " CHARACTER SET utf8mb4 ("
                    + String.join(", ", columns) + ")");
            SQLWarning warning = statement.getWarnings();
            if (warning != null) {
                throw new SQLException(warning.getMessage(), warning.getSQLState(), warning.getErrorCode(), warning);
            }
        }
    }
}
