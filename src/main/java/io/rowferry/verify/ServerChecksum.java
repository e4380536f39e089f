package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import io.rowferry.table.TableName;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a table's columns, computed inside the server over canonical text. Each value is preceded by its length
 * in bytes and NULL is a letter of its own, so that no byte can cross a column border and NULL is never text.
 */
final class ServerChecksum {
    private ServerChecksum() {}

    static Checksum of(Database database, TableName table, List<Carried> columns, @Nullable String where) {
        Engine engine = database.engine();
        String row = engine.concatenate(columns.stream()
                .map(engine::canonicalText)
                .map(text -> "coalesce(" + engine.concatenate(List.of(engine.byteLength(text), "':'", text)) + ", 'N')")
                .toList());
        String hash = engine.hashSlice(row, 0);
        String sql = "SELECT count(*), coalesce(sum(" + hash + "), 0), coalesce(sum(" + engine.hashSlice(row, 1)
                + "), 0), count(*) - count(" + hash + ") FROM " + engine.quote(table) + condition(where);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            refuseUnseen(database, table, result.getLong(4));
            return new Checksum(
                    result.getLong(1), new BigInteger(result.getString(2)), new BigInteger(result.getString(3)));
        } catch (SQLException e) {
            throw database.failure("computing the checksum of " + table, e);
        }
    }

    /** A row longer than the server lets a text become has no checksum there, and would differ unseen. */
    private static void refuseUnseen(Database database, TableName table, long rows) {
        if (rows > 0) {
            throw new Failure(
                    ExitCode.REFUSED,
                    database.place() + " cannot compute the checksum of " + rows + " rows of " + table
                            + ": they are longer than its max_allowed_packet",
                    "Raise max_allowed_packet on that server, then run it again.");
        }
    }

    private static String condition(@Nullable String where) {
        return where == null ? "" : " WHERE (\n" + where + "\n)";
    }

    static long count(Database database, TableName table, @Nullable String where) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT count(*) FROM " + database.engine().quote(table) + condition(where))) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw database.failure("counting the rows of " + table, e);
        }
    }
}
