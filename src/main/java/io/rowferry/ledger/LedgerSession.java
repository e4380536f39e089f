package io.rowferry.ledger;

import io.rowferry.database.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about one job in the ledger, inside the transactions of one connection, which stays the caller's. */
record LedgerSession(Connection connection, Engine engine, String job) {
    private static final int AT_ONCE = 500;

    /** What takes a row out of a result. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    String table(String name) {
        return engine.ledgerTable(name);
    }

    <T> List<T> query(String sql, List<? extends @Nullable Object> values, Reader<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
        return rows;
    }

    /** The number of rows touched. */
    int update(String sql, List<? extends @Nullable Object> values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, List<? extends @Nullable Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    /** So many of them, with commas between. */
    static String times(int count, String words) {
        return String.join(", ", Collections.nCopies(count, words));
    }

    /** In slices that a statement takes. */
    static <T> List<List<T>> slices(List<T> all) {
        List<List<T>> slices = new ArrayList<>();
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            slices.add(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
        }
        return slices;
    }

    /** As much as the ledger's columns for people's words take. */
    static String cut(String words) {
        return words.length() > LedgerSchema.WORDS ? words.substring(0, LedgerSchema.WORDS) : words;
    }
}
