package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.ledger.Pruning;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What the ledger has outlived goes at the end of a full-sync; what a message may still need stays. */
class PruningTest {
    private static final String LONG_AGO = "'2020-01-01T00:00:00Z'";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    void entries_of_long_ago_go_and_later_ones_stay(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        for (TestDatabase each : List.of(source, target)) {
            each.execute("create table orders (id int primary key, note varchar(20))");
        }
        source.execute("insert into orders select i, 'n' || i from generate_series(1, 9) i");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, deletes: sweep}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        source.execute("delete from orders where id = 1");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        source.execute("delete from orders where id = 2", "insert into orders values (10, 'n10')");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        String ledger = engine == Engine.POSTGRESQL ? "rowferry." : "rowferry_";
        assertThat(runs(target, ledger + "counts")).containsExactly("1", "2", "3");
        for (String table : List.of("batches", "tombstones")) {
            target.execute("update " + ledger + table + " set at = " + LONG_AGO + " where run < 3");
        }
        target.execute("update " + ledger + "runs set started_at = " + LONG_AGO + " where run = 1");

        assertThat(job.run("full-sync", "-q").exitCode()).isZero();

        assertThat(runs(target, ledger + "batches")).containsExactly("3", "4");
        assertThat(runs(target, ledger + "counts")).containsExactly("3", "4");
        assertThat(runs(target, ledger + "manifests")).doesNotContain("1", "2").contains("3");
        assertThat(runs(target, ledger + "tombstones")).containsExactly("3");
        assertThat(runs(target, ledger + "runs")).containsExactly("2", "3", "4");
        assertThat(runs(target, ledger + "lanes")).isNotEmpty();
        assertThat(target.count("orders")).isEqualTo(8);
    }

    private static List<String> runs(TestDatabase database, String table) throws Exception {
        return database.query("select distinct run from " + table + " order by run").stream()
                .map(row -> row.get(0))
                .toList();
    }

    @Test
    void L11_nothing_goes_that_is_younger_than_a_message_that_may_still_come() {
        Instant now = Instant.parse("2026-11-26T00:00:00Z");
        Instant longAgo = now.minus(Duration.ofDays(90));
        Instant old = now.minus(Duration.ofDays(200));

        assertThat(Pruning.before(now, Optional.empty())).isEqualTo(longAgo);
        assertThat(Pruning.before(now, Optional.of(now))).isEqualTo(longAgo);
        assertThat(Pruning.before(now, Optional.of(old))).isEqualTo(old);
    }
}
