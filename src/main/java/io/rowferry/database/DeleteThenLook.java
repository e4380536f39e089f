package io.rowferry.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes what goes, then looks what is still there: exact also when others write at the same time. Every statement takes
 * the bounds of a range as its two parameters.
 *
 * @param look selects the numbers whose keys are there, rising, each with whether it is another key that the target takes
 *     for the same
 * @param otherKey the error to raise for such a row
 */
record DeleteThenLook(String delete, String deleteLate, String look, Supplier<SQLException> otherKey)
        implements GuardedDelete {

    /**
     * Which rows go.
     *
     * @param held an expression for the target's version, {@code given} for the staged one; null without a version
     */
    static String goes(boolean isInOrder, @Nullable String held, @Nullable String given) {
        if (held == null || given == null) {
            return isInOrder ? "true" : "false";
        }
        String older = held + " IS NULL OR " + held + " < " + given;
        return isInOrder
                ? "(" + given + " IS NULL OR " + older + " OR " + held + " = " + given + ")"
                : "(" + given + " IS NOT NULL AND (" + older + "))";
    }

    @Override
    public Deleted delete(Connection connection, int from, int to, int rows, boolean isInOrder) throws SQLException {
        int removed;
        try (PreparedStatement statement = prepare(connection, isInOrder ? delete : deleteLate, from, to)) {
            removed = statement.executeUpdate();
        }
        return new Deleted(removed, removed == rows ? List.of() : left(connection, from, to));
    }

    private List<Integer> left(Connection connection, int from, int to) throws SQLException {
        List<Integer> left = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, look, from, to);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                if (result.getBoolean(2)) {
                    throw otherKey.get();
                }
                left.add(result.getInt(1));
            }
        }
        return left;
    }

    private static PreparedStatement prepare(Connection connection, String sql, int from, int to) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setInt(1, from);
        statement.setInt(2, to);
        return statement;
    }
}
