package io.rowferry.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

class ReplicationTest {

    @ParameterizedTest
    @EachEngine
    void a_replica_shows_what_the_primary_commits_and_stays_behind_while_it_is_paused(Engine engine) throws Exception {
        try (Replication servers = Replication.start(engine)) {
            TestDatabase primary = servers.primary().createDatabase("crm");
            TestDatabase replica = servers.replica().database("crm");
            if (engine == Engine.POSTGRESQL) {
                // The hardest case for catchUp: commits that are seen before they are in the log's file.
                primary.execute("alter database crm set synchronous_commit = off");
            }
            primary.execute("create table t (a int primary key)", "insert into t values (1)");
            servers.catchUp();
            assertThat(replica.query("select a from t")).containsExactly(List.of("1"));

            servers.pause();
            primary.execute("insert into t values (2)");
            assertThat(servers.catchUpWithin(Duration.ofSeconds(1))).isFalse();
            assertThat(replica.query("select a from t")).containsExactly(List.of("1"));

            servers.resume();
            servers.catchUp();
            assertThat(replica.query("select a from t order by a")).containsExactly(List.of("1"), List.of("2"));
        }
    }
}
