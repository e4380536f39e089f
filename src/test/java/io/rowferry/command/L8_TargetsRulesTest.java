package io.rowferry.command;

import static io.rowferry.command.Scenario.syncJson;
import static io.rowferry.command.Scenario.tableJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target on PostgreSQL may refuse a row by rules of its own, in words of its own. */
class L8_TargetsRulesTest {
    private static final int ROWS = 100;
    private static final String ORDERS = "create table orders (id bigint primary key, note varchar(40))";

    @TempDir
    private Path folder;

    private static TestDatabase fresh() throws SQLException {
        return Servers.of(Engine.POSTGRESQL).freshDatabase();
    }

    private void assertOneIsRefused(TestDatabase target, TestDatabase asUser) throws SQLException, IOException {
        TestDatabase source = fresh();
        source.execute(ORDERS, "insert into orders select i, 'n' || i from generate_series(1, " + ROWS + ") i");
        Scenario job = Scenario.between(folder, source, asUser, "orders");

        CommandRun run = job.sync();
        assertThat(run.out()).as(run.err()).isEqualTo(syncJson(4, tableJson("orders", ROWS, ROWS - 1, 0, 1)));
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(job.deadRows()).isEqualTo(Map.of(13, "constraint"));
        assertThat(target.count("orders")).isEqualTo(ROWS - 1);
    }

    @Test
    void L8_aTriggerThatRaisesAnErrorOfItsOwn() throws SQLException, IOException {
        TestDatabase target = fresh();
        target.execute(
                ORDERS,
                "create function refuse() returns trigger language plpgsql as $$ begin"
                        + " if new.id = 13 then raise 'no thirteen' using errcode = '45000'; end if; return new; end $$",
                "create trigger refuse before insert on orders for each row execute function refuse()");
        assertOneIsRefused(target, target);
    }

    @Test
    void L8_aPolicyOfTheTableThatKeepsARowOut() throws SQLException, IOException {
        TestDatabase target = fresh();
        String user = "guest_" + target.name();
        target.execute(
                ORDERS,
                "create role " + user + " login password 'guest'",
                "grant all on database " + target.name() + " to " + user,
                "grant all on orders to " + user,
                "alter table orders enable row level security",
                "create policy luck on orders using (id <> 13)");
        assertOneIsRefused(target, target.as(user, "guest"));
    }
}
