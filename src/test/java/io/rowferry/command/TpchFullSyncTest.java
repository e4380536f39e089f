package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.servers.Tpch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A whole CRM, foreign keys enforced on the target. {@code -Drowferry.tpch.scale=0.1} makes it ten times as large. */
@Beside
class TpchFullSyncTest {
    private static final double SCALE = Double.parseDouble(System.getProperty("rowferry.tpch.scale", "0.01"));

    /** Levels of foreign keys, parents first, and inside a level as the job file has them. */
    private static final List<String> IN_LEVELS =
            List.of("region", "part", "nation", "customer", "supplier", "partsupp", "orders", "lineitem");

    private static final Map<String, String> KEYS = Map.of(
            "region", "r_regionkey",
            "nation", "n_nationkey",
            "customer", "c_custkey",
            "supplier", "s_suppkey",
            "part", "p_partkey",
            "partsupp", "ps_partkey, ps_suppkey",
            "orders", "o_orderkey",
            "lineitem", "l_orderkey, l_linenumber");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestDatabase source;

    @BeforeAll
    static void load() throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        Tpch.load(source, SCALE);
    }

    @ParameterizedTest
    @EachEngine
    void everyRowArrivesAndEveryRowIsAccountedFor(Engine engine) throws SQLException, IOException {
        TestDatabase target = Servers.of(engine).freshDatabase();
        Tpch.createTables(target);
        Scenario scenario = Scenario.between(folder, source, target, Tpch.TABLES.toArray(String[]::new));

        assertThat(scenario.sync()).isEqualTo(synced(null));
        assertThat(scenario.verify().exitCode()).isZero();
        for (String table : Tpch.TABLES) {
            JdbcRows.assertEqual(source, target, table, String.valueOf(KEYS.get(table)));
        }

        assertThat(scenario.sync()).isEqualTo(synced(Map.of()));

        long region = 100 + source.count("region");
        source.execute(
                "update orders set o_comment = '" + engine + "' where o_orderkey <= 20",
                "insert into region values (" + region + ", 'ATLANTIS', null)",
                "insert into nation values (" + region + ", 'ATLANTIS', " + region + ", '')");
        target.execute(
                "update customer set c_acctbal = c_acctbal - 0.01 where c_custkey <= 5",
                "update part set p_name = concat(p_name, ' ') where p_partkey = 1",
                "delete from lineitem where l_orderkey = 1");
        Map<String, Long> changed = Map.of(
                "region",
                1L,
                "nation",
                1L,
                "customer",
                5L,
                "part",
                1L,
                "orders",
                (long) source.query("select 1 from orders where o_orderkey <= 20")
                        .size(),
                "lineitem",
                (long) source.query("select 1 from lineitem where l_orderkey = 1")
                        .size());

        assertThat(scenario.verify().exitCode()).isEqualTo(3);
        assertThat(scenario.sync()).isEqualTo(synced(changed));
        assertThat(scenario.verify().exitCode()).isZero();
    }

    /** @param applied rows by table, those of other tables being unchanged; null when all were applied */
    private static CommandRun synced(@org.jspecify.annotations.Nullable Map<String, Long> applied) throws SQLException {
        String[] tables = new String[IN_LEVELS.size()];
        for (int i = 0; i < tables.length; i++) {
            String table = IN_LEVELS.get(i);
            long rows = source.count(table);
            long written = applied == null ? rows : applied.getOrDefault(table, 0L);
            tables[i] = Scenario.tableJson(table, rows, written, rows - written, 0);
        }
        return new CommandRun(0, Scenario.syncJson(0, tables), "");
    }
}
