package io.rowferry.servers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * TPC-H as a CRM: eight tables with primary and foreign keys, the same on every engine, filled with the same rows
 * whenever the scale is the same.
 */
public final class Tpch {
    /** Parents before children. */
    public static final List<String> TABLES =
            List.of("region", "nation", "customer", "supplier", "part", "partsupp", "orders", "lineitem");

    private static final String DDL = "tpch.sql";
    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*$");
    private static final double ORDERS_AT_SCALE_1 = 1_500_000;

    private Tpch() {}

    /** Makes the eight tables, empty, with all their keys. */
    public static void createTables(TestDatabase database) throws SQLException, IOException {
        database.execute(statements().toArray(String[]::new));
    }

    /** Makes the eight tables and fills them; see {@link #fill}. */
    public static long load(TestDatabase database, double scale) throws SQLException, IOException {
        createTables(database);
        return fill(database, scale);
    }

    /**
     * Fills the eight tables, which are there and empty.
     *
     * @param database its user must be the administrator: only he may load without foreign-key checks on PostgreSQL
     * @param scale 1 is 1.5 million orders with 6 million lines; 0.01 is the smallest that is well-formed
     * @return the rows loaded, all tables together
     */
    public static long fill(TestDatabase database, double scale) throws SQLException, IOException {
        long rows = 0;
        try (BulkLoad load = BulkLoad.into(database)) {
            for (String table : TABLES) {
                rows += load.load(table, TpchLines.of(table, scale));
            }
        }
        return rows;
    }

    /** Makes the orders table alone, empty, with its primary key and no foreign key. */
    public static void createOrders(TestDatabase database) throws SQLException, IOException {
        for (String statement : statements()) {
            if (statement.startsWith("create table orders ")) {
                database.execute(statement);
            }
        }
    }

    /** A new database with the orders table alone, empty. */
    public static TestDatabase emptyOrders(DatabaseServer server) throws SQLException, IOException {
        TestDatabase database = server.freshDatabase();
        createOrders(database);
        return database;
    }

    /** Fills the orders table, which is there and empty, with exactly so many orders; returns how many. */
    public static long fillOrders(TestDatabase database, long rows) throws SQLException, IOException {
        double scaleWithSomeToSpare = (rows + 1) / ORDERS_AT_SCALE_1;
        try (BulkLoad load = BulkLoad.into(database)) {
            return load.load("orders", TpchLines.of("orders", scaleWithSomeToSpare, rows));
        }
    }

    private static List<String> statements() throws IOException {
        try (InputStream file = Tpch.class.getResourceAsStream(DDL)) {
            if (file == null) {
                throw new FileNotFoundException("not on the class path: " + DDL);
            }
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile(";")
                    .splitAsStream(COMMENT.matcher(sql).replaceAll(""))
                    .map(String::strip)
                    .toList();
        }
    }
}
