package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Dead letters are looked at, chosen and replayed. */
class L14_ReplayTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EachEngine
    void L14_whatWasRefusedArrivesOnceTheTargetTakesIt(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount int, note text)",
                "insert into orders select i, case when i % 5 = 0 then -i else i end, 'note' from generate_series(1, 50) i");
        target.execute("create table orders (id int primary key, amount int, note varchar(20),"
                + " constraint good_amount check (amount >= 0))");
        Scenario scenario = Scenario.between(folder, source, target, "orders");
        assertThat(scenario.run("full-sync", "-q").exitCode()).isEqualTo(4);

        CommandRun refused = scenario.run("replay-dlq");
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        System.out.println(refused.err());
        System.out.println(scenario.run("replay-dlq", "--list").out());
        System.out.println(scenario.run("replay-dlq", "--summary").out());
        System.out.println(scenario.run("replay-dlq", "--dry-run").out());
        CommandRun again = scenario.run("replay-dlq", "--yes", "-q");
        System.out.println(again);
        assertThat(again.exitCode()).isEqualTo(4);
        target.execute("alter table orders drop constraint good_amount");
        CommandRun healed = scenario.run("replay-dlq", "--yes", "-q", "--output", "json");
        System.out.println(healed);
        assertThat(healed.exitCode()).isZero();
        assertThat(target.count("orders")).isEqualTo(50);
        assertThat(scenario.run("replay-dlq", "--list").out()).isEqualTo("The dead-letter queue is empty.\n");
    }
}
