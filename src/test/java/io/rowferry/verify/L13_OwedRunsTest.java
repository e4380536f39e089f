package io.rowferry.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.LedgerView;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.TableName;
import org.junit.jupiter.params.ParameterizedTest;

class L13_OwedRunsTest {
    private static final TableName ORDERS = TableName.parse("orders");

    /** A long run notes now and then what it is owed so far; the target may have all of that already. */
    @ParameterizedTest
    @EachEngine
    void L13_whatHasArrivedOfARunSettlesNothingThatItSendsLater(Engine engine) throws Exception {
        TestDatabase database = Servers.of(engine).freshDatabase();
        try (Database opened = Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 4)) {
            LedgerSchema.prepare(opened);
            WatermarkLedger ledger = new WatermarkLedger(opened);
            LedgerView view = new LedgerView(opened);
            Transit transit = new Transit("crm", view, view);
            Run run = new Run("crm", 7, "seven");
            ledger.owe(run, 20);
            arrived(database, engine, 10);
            assertThat(transit.look().owed(ORDERS)).containsExactly(7L);
            arrived(database, engine, 25);
            assertThat(transit.look().owed(ORDERS)).isEmpty();

            ledger.owe(run, 40);
            assertThat(transit.look().owed(ORDERS)).containsExactly(7L);
            transit.settled().forEach((number, rows) -> ledger.settled(new Run("crm", number, ""), rows));
            assertThat(ledger.owed("crm")).containsEntry(7L, 40L);

            arrived(database, engine, 40);
            assertThat(transit.look().owed(ORDERS)).isEmpty();
            transit.settled().forEach((number, rows) -> ledger.settled(new Run("crm", number, ""), rows));
            assertThat(ledger.owed("crm")).isEmpty();
        }
    }

    private static void arrived(TestDatabase database, Engine engine, int rows) throws Exception {
        String counts = engine == Engine.POSTGRESQL ? "rowferry.counts" : "rowferry_counts";
        database.execute(
                "delete from " + counts,
                "insert into " + counts + " (job, run, lane, table_name, batches, applied, unchanged, stale, deleted,"
                        + " dead_lettered, pending) values ('crm', 7, 0, 'orders', 1, " + rows + ", 0, 0, 0, 0, 3)");
    }
}
