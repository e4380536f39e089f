package io.rowferry.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.params.ParameterizedTest;

/** A run that begins is as patient as another may have to be that holds the job's row while its replica catches up. */
class L4_LockWaitTest {
    private static final Duration MORE = Duration.ofSeconds(60);

    @ParameterizedTest
    @EachEngine
    void L4_oneTransactionWaitsLongerAndTheNextAsAlways(Engine engine) throws Exception {
        TestDatabase server = Servers.of(engine).freshDatabase();
        try (Database database = Database.open(new Login(server.jdbcUrl(), server.user(), server::password), 1)) {
            String usual = usual(database, engine);

            assertThat(usual).startsWith("10");
            String longer = database.inTransaction(MORE, handle -> lockWait(engine, handle));
            assertThat(longer).isIn("70", "70s");
            assertThat(usual(database, engine)).isEqualTo(usual);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> database.inTransaction(MORE, handle -> {
                        throw new IllegalStateException();
                    }));
            assertThat(usual(database, engine)).isEqualTo(usual);
        }
    }

    private static String usual(Database database, Engine engine) {
        return database.jdbi().withHandle(handle -> lockWait(engine, handle));
    }

    private static String lockWait(Engine engine, Handle handle) {
        return handle.select(engine == Engine.POSTGRESQL ? "show lock_timeout" : "select @@innodb_lock_wait_timeout")
                .mapTo(String.class)
                .one();
    }
}
