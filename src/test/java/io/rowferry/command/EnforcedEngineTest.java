package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A MariaDB on which every table is one of InnoDB, whatever was asked for, as the servers of a cluster are. */
class EnforcedEngineTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void rowsArriveAndBadOnesStayOut() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table prices (id int primary key, price int)",
                "insert into prices select i, i from generate_series(1, 100) i");
        target.execute("create table prices (id int primary key, price int check (price <> 50))");
        String url = target.jdbcUrl() + "?sessionVariables=enforce_storage_engine=InnoDB";
        TestDatabase enforced = new TestDatabase(target.engine(), target.name(), url, target.user(), target.password());
        assertThatThrownBy(() -> target.execute(
                        "set enforce_storage_engine = InnoDB", "create table other (id int) engine = Aria"))
                .hasMessageContaining("NO_ENGINE_SUBSTITUTION");
        Scenario job = Scenario.between(folder, source, enforced, "prices");

        assertThat(job.run("full-sync", "-q").exitCode()).isEqualTo(4);
        assertThat(target.count("prices")).isEqualTo(99);

        source.execute("update prices set price = -id", "insert into prices values (101, 1)");
        CommandRun run = job.run("full-sync", "-q");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(job.verify().exitCode()).isZero();
    }
}
