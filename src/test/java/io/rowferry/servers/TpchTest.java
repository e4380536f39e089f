package io.rowferry.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

class TpchTest {
    /** What the TPC-H specification prescribes at scale 0.01; the lines of an order are random, with a fixed seed. */
    private static final Map<String, Long> PRESCRIBED = Map.of(
            "region", 5L,
            "nation", 25L,
            "customer", 1_500L,
            "supplier", 100L,
            "part", 2_000L,
            "partsupp", 8_000L,
            "orders", 15_000L,
            "lineitem", 60_175L);

    @ParameterizedTest
    @EachEngine
    void loads_the_rows_that_tpch_prescribes(Engine engine) throws Exception {
        TestDatabase database = Servers.of(engine).freshDatabase();

        long loaded = Tpch.load(database, 0.01);

        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : Tpch.TABLES) {
            counts.put(table, database.count(table));
        }
        assertThat(counts).isEqualTo(PRESCRIBED);
        assertThat(loaded)
                .isEqualTo(
                        PRESCRIBED.values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void loads_the_same_rows_into_each_engine() throws Exception {
        TestDatabase postgres = Servers.postgres().freshDatabase();
        TestDatabase mariaDb = Servers.mariaDb().freshDatabase();
        Tpch.load(postgres, 0.01);
        Tpch.load(mariaDb, 0.01);

        String lines = "select l_orderkey, l_linenumber, l_quantity, l_extendedprice, l_shipdate, l_comment"
                + " from lineitem order by 1, 2";
        assertThat(mariaDb.query(lines)).isEqualTo(postgres.query(lines));
        String customers = "select c_custkey, c_name, c_acctbal, c_address from customer order by 1";
        assertThat(mariaDb.query(customers)).isEqualTo(postgres.query(customers));
    }

    @ParameterizedTest
    @EachEngine
    void loads_no_child_without_its_parent_although_unchecked(Engine engine) throws Exception {
        TestDatabase database = Servers.of(engine).freshDatabase();
        Tpch.load(database, 0.01);

        List<String> children = List.of(
                "nation left join region on n_regionkey = r_regionkey where r_regionkey is null",
                "customer left join nation on c_nationkey = n_nationkey where n_nationkey is null",
                "supplier left join nation on s_nationkey = n_nationkey where n_nationkey is null",
                "partsupp left join part on ps_partkey = p_partkey where p_partkey is null",
                "partsupp left join supplier on ps_suppkey = s_suppkey where s_suppkey is null",
                "orders left join customer on o_custkey = c_custkey where c_custkey is null",
                "lineitem left join orders on l_orderkey = o_orderkey where o_orderkey is null",
                "lineitem left join partsupp on l_partkey = ps_partkey and l_suppkey = ps_suppkey"
                        + " where ps_partkey is null");
        for (String child : children) {
            assertThat(database.count(child)).as(child).isZero();
        }
    }

    @ParameterizedTest
    @EachEngine
    void makes_empty_tables_whose_foreign_keys_hold(Engine engine) throws Exception {
        TestDatabase database = Servers.of(engine).freshDatabase();

        Tpch.createTables(database);

        String keys = "select count(*) from information_schema.table_constraints"
                + " where constraint_type = '%s' and constraint_schema = '%s'";
        String schema = engine == Engine.POSTGRESQL ? "public" : database.name();
        assertThat(database.query(keys.formatted("PRIMARY KEY", schema))).containsExactly(List.of("8"));
        assertThat(database.query(keys.formatted("FOREIGN KEY", schema))).containsExactly(List.of("8"));
        for (String table : Tpch.TABLES) {
            assertThat(database.count(table)).isZero();
        }
    }

    @ParameterizedTest
    @EachEngine
    void loads_exactly_as_many_orders_as_asked_for(Engine engine) throws Exception {
        TestDatabase database = Servers.of(engine).freshDatabase();

        Tpch.createOrders(database);
        long loaded = Tpch.fillOrders(database, 12_345);

        assertThat(loaded).isEqualTo(12_345);
        assertThat(database.count("orders")).isEqualTo(12_345);
    }
}
