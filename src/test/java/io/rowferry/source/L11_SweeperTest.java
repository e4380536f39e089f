package io.rowferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.source.Sweeper.Swept;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** Keys that only the target has. */
@Beside
class L11_SweeperTest {
    private static final TableName CODES = new TableName(null, "codes");

    @ParameterizedTest
    @EachEngine
    void L11_whatCameIntoTheSourceAfterItsSnapshotIsNotSwept(Engine engine) throws Exception {
        TestDatabase there = codes(engine);
        TestDatabase here = codes(engine);
        there.execute("INSERT INTO codes VALUES (1), (2)");
        try (Database source = open(there);
                Database target = open(here);
                Snapshot snapshot = Snapshot.open(source, 1)) {
            there.execute("INSERT INTO codes VALUES (3)");
            here.execute("INSERT INTO codes VALUES (2), (3), (4)");

            assertSwept(source, target, snapshot, new Swept(2, 3, 1), "4");
        }
    }

    @ParameterizedTest
    @EachEngine
    void L11_aTableThatWasEmptyIsNotTakenForEmptied(Engine engine) throws Exception {
        TestDatabase there = codes(engine);
        TestDatabase here = codes(engine);
        try (Database source = open(there);
                Database target = open(here);
                Snapshot snapshot = Snapshot.open(source, 1)) {
            here.execute("INSERT INTO codes VALUES (1), (2), (3)");
            assertSwept(source, target, snapshot, new Swept(0, 3, 3), "1", "2", "3");

            there.execute("INSERT INTO codes VALUES (1), (2)");
            assertSwept(source, target, snapshot, new Swept(2, 3, 1), "3");
        }
    }

    private static void assertSwept(
            Database source, Database target, Snapshot snapshot, Swept expected, String... expectedKeys)
            throws InterruptedException {
        List<String> keys = new ArrayList<>();
        new Sweeper(target).sweep(snapshot, () -> Snapshot.open(source, 1), key(source), key(target), (swept, gone) -> {
            assertThat(swept).isEqualTo(expected);
            gone.into(key -> keys.add(key[0]));
        });
        assertThat(keys).containsExactlyInAnyOrder(expectedKeys);
    }

    private static TestDatabase codes(Engine engine) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        database.execute("CREATE TABLE codes (code int PRIMARY KEY)");
        return database;
    }

    private static Database open(TestDatabase database) {
        return Database.openToRead(new Login(database.jdbcUrl(), database.user(), database::password), 4);
    }

    private static Selection key(Database database) {
        Column code = database.describe(CODES).orElseThrow().column("code").orElseThrow();
        return new Selection(CODES, List.of(Carried.plainly(code)), List.of(code), null);
    }
}
