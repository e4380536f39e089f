package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Rows that the target refuses, among many that it takes. {@code -Drowferry.rejected.among=100000} makes it more. */
@Beside
class RejectedRowsTest {
    private static final int ROWS = Integer.getInteger("rowferry.rejected.among", 20_000);
    private static final int BAD = 100;
    private static final int KINDS = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EachEngine
    void L8_badRowsGoToTheDeadLetterQueue(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        fill(source);
        constrain(target);
        Scenario scenario = Scenario.between(folder, source, target, "customers", "orders");

        assertThat(scenario.sync())
                .isEqualTo(new CommandRun(
                        4,
                        Scenario.syncJson(
                                4,
                                Scenario.tableJson("customers", 10, 10, 0, 0),
                                Scenario.tableJson("orders", ROWS, ROWS - BAD, 0, BAD)),
                        ""));
        assertThat(scenario.deadRows()).isEqualTo(expected());
        assertThat(scenario.verify().exitCode()).isEqualTo(3);
        assertThat(target.count("orders where id > 0")).isEqualTo(ROWS - BAD);

        CommandRun list = scenario.run("replay-dlq", "--list");
        assertThat(list.exitCode()).isZero();
        assertThat(list.out())
                .matches("(?s)(  \\S+Z  orders +(constraint|too-long|parent-missing|unique) +\\d+ rows?  lane \\d+  run"
                        + " \\S+  id [0-9a-f]{12}…\n      [^\n]+\n)+[^\n]+ dead letters: [^\n]+\n");

        Map<String, Integer> rows = new TreeMap<>();
        Pattern.compile("\"rows\":(\\d+),\"reason\":\"([a-z-]+)\"")
                .matcher(
                        scenario.run("replay-dlq", "--list", "--output", "json").out())
                .results()
                .forEach(letter -> rows.merge(letter.group(2), Integer.valueOf(letter.group(1)), Integer::sum));
        assertThat(rows).isEqualTo(Map.of("constraint", 40, "too-long", 20, "parent-missing", 20, "unique", 20));

        release(target, engine);
        assertThat(scenario.sync())
                .isEqualTo(new CommandRun(
                        0,
                        Scenario.syncJson(
                                0,
                                Scenario.tableJson("customers", 10, 0, 10, 0),
                                Scenario.tableJson("orders", ROWS, BAD, ROWS - BAD, 0)),
                        ""));
        assertThat(scenario.verify().exitCode()).isZero();
    }

    private static void fill(TestDatabase source) throws SQLException {
        String bad = "case when i % " + (ROWS / BAD) + " = 0 then i / " + (ROWS / BAD) + " % " + KINDS + " end";
        source.execute(
                "create table customers (id int primary key, name text)",
                "insert into customers select i, 'customer ' || i from generate_series(1, 10) i",
                "create table orders (id int primary key, customer_id int, code text, status text, amount decimal(10,2),"
                        + " note text)",
                "insert into orders select i,"
                        + " case when bad = 2 then 999 else 1 + i % 10 end,"
                        + " case when bad = 3 then 'taken-' || i else 'code-' || i end,"
                        + " case when bad = 1 then 'much too long' else 'open' end,"
                        + " case when bad = 0 then -0.01 else i end,"
                        + " case when bad = 4 then null else 'note' end"
                        + " from (select i, " + bad + " as bad from generate_series(1, " + ROWS + ") i) rows");
    }

    private static void constrain(TestDatabase target) throws SQLException {
        target.execute(
                "create table customers (id int primary key, name varchar(40))",
                "create table orders (id int primary key, customer_id int, code varchar(20), status varchar(10),"
                        + " amount decimal(10,2), note varchar(20) not null,"
                        + " constraint good_amount check (amount >= 0), constraint one_code unique (code),"
                        + " constraint known_customer foreign key (customer_id) references customers (id))");
        for (int i = 1; i <= BAD; i++) {
            int id = i * (ROWS / BAD);
            target.execute("insert into orders values (" + -id + ", null, 'taken-" + id + "', '', 0, '')");
        }
    }

    private static void release(TestDatabase target, Engine engine) throws SQLException {
        target.execute("delete from orders where id < 0");
        switch (engine) {
            case POSTGRESQL ->
                target.execute("alter table orders drop constraint good_amount, drop constraint one_code,"
                        + " drop constraint known_customer, alter status type varchar(20), alter note drop not null");
            case MARIADB, MYSQL ->
                target.execute("alter table orders drop constraint good_amount, drop constraint one_code,"
                        + " drop foreign key known_customer, modify status varchar(20), modify note varchar(20)");
        }
    }

    private static Map<Integer, String> expected() {
        String[] reasons = {"constraint", "too-long", "parent-missing", "unique", "constraint"};
        Map<Integer, String> expected = new TreeMap<>();
        for (int i = 1; i <= BAD; i++) {
            expected.put(i * (ROWS / BAD), reasons[i % KINDS]);
        }
        return expected;
    }
}
