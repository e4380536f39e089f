package io.rowferry.servers;

/** Many rows by one statement. */
public final class Series {
    private Series() {}

    /**
     * A statement that inserts a row for each of the numbers {@code from} to {@code to}.
     *
     * @param values what is selected, in which the number is {@code seq}
     */
    public static String insert(Engine engine, String table, String values, int from, int to) {
        return switch (engine) {
            case POSTGRESQL ->
                "insert into " + table + " select " + values + " from generate_series(" + from + ", " + to + ") s(seq)";
            case MARIADB -> "insert into " + table + " select " + values + " from seq_" + from + "_to_" + to + " s";
            case MYSQL ->
                "insert /*+ SET_VAR(cte_max_recursion_depth = 1000000) */ into " + table
                        + " with recursive s(seq) as (select " + from + " union all select seq + 1 from s where seq < "
                        + to + ") select " + values + " from s";
        };
    }
}
