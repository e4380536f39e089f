package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.servers.Engine;
import io.rowferry.table.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session that is ended in mid-transaction. */
class L9_EndedSessionTest {
    /** PostgreSQL sends the row's error, then that it ends the session; the driver hangs the second error on the first. */
    @Test
    void L9_aSessionThatEndsWhileItRefusesARowIsAnOutageAndNoBadRow() throws Exception {
        try (Prices prices = new Prices(Engine.POSTGRESQL, true)) {
            prices.database.execute(
                    "CREATE SEQUENCE looks",
                    "ALTER TABLE prices ADD CHECK (nextval('looks') > 1"
                            + " OR 1 / (pg_terminate_backend(pg_backend_pid())::int - 1) = 0)");
            LaneWriter writer = prices.writer("job");
            List<RowsToWrite> batch = List.of(prices.upsert(new Order(1, 1), "1.00", 1, 1, 2));

            assertThatThrownBy(() -> writer.apply(3, batch)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.OUTAGE);
                assertThat(failure).hasMessageContaining("terminating connection");
            });
            assertThat(writer.apply(3, batch).get(0).counts().applied()).isEqualTo(2);
        }
    }
}
