package io.rowferry.servers;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Executes statements, where a machine has neither psql nor mysql. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = "Executes each statement; prints its rows, tabs between the values, or how many rows it changed.")
final class SqlCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "JDBC-URL")
    private String url;

    @Parameters(index = "1", paramLabel = "USER")
    private String user;

    @Parameters(index = "2", paramLabel = "PASSWORD")
    private String password;

    @Parameters(index = "3..*", arity = "1..*", paramLabel = "STATEMENT")
    private List<String> statements;

    @Override
    public Integer call() {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    printRows(statement.getResultSet(), System.out);
                } else {
                    System.out.println(statement.getUpdateCount());
                }
            }
            return 0;
        } catch (SQLException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static void printRows(ResultSet rows, PrintStream out) throws SQLException {
        while (rows.next()) {
            StringJoiner line = new StringJoiner("\t");
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                String value = rows.getString(i);
                line.add(value == null ? "NULL" : value);
            }
            out.println(line);
        }
    }
}
