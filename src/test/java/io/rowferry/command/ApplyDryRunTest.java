package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an apply would meet, told without taking anything. */
class ApplyDryRunTest {
    @TempDir
    private Path folder;

    @Test
    void showsWhatWaitsAndTakesNothing() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount int, updated_at timestamptz not null)",
                "create table prices (id int primary key)",
                "create table gone (id int not null, deleted_at timestamptz not null)",
                "insert into orders select i, i, now() from generate_series(1, 30) i",
                "insert into prices select i from generate_series(1, 20) i",
                "insert into gone values (99, now())");
        Scenario job = Scenario.between(
                        folder,
                        source,
                        target,
                        "{table: orders, watermark: updated_at, deletes: 'tombstones:gone'}",
                        "prices")
                .setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        assertThat(job.run("apply", "--dry-run").out()).isEqualTo("""
                crm · apply · nothing is applied
                The queue is empty.
                """);
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();

        CommandRun seen = job.run("apply", "--dry-run");
        assertThat(seen.exitCode()).as(seen.err()).isZero();
        assertThat(seen.out().replaceFirst("\\d+ messages wait, since .*", "all"))
                .isEqualTo("""
                crm · apply · nothing is applied
                  orders  5 messages  30 rows to write  1 rows to delete
                  prices  4 messages  20 rows to write
                all
                """);
        CommandRun again = job.run("apply", "--dry-run", "--table", "prices", "--output", "json");
        assertThat(again.out())
                .contains("\"command\":\"apply\",\"run\":null,\"status\":\"ok\",\"exitCode\":0,")
                .contains(
                        "\"waiting\":[{\"table\":\"prices\",\"listed\":true,\"messages\":4,\"upserts\":20,\"deletes\":0,"
                                + "\"retries\":0,\"rejected\":0}],\"manifests\":1,\"foreign\":0,\"otherJobs\":[],\"oldest\":\"20");
        Scenario other = job.through(job.queue()).named("other");

        assertThat(target.query("show tables")).as("not even a ledger").isEmpty();
        assertThat(other.run("apply", "--dry-run").out()).contains("there are messages of crm, which apply refuses");
        CommandRun narrowed = job.run("apply", "--table", "prices");
        assertThat(narrowed.exitCode()).isEqualTo(2);
        assertThat(narrowed.err()).contains("apply cannot leave out tables");

        target.execute(
                "create table orders (id int primary key, amount int, updated_at timestamp(6) not null)",
                "create table prices (id int primary key)");
        assertThat(job.run("apply", "--until-idle", "500ms", "-q").exitCode()).isZero();
        assertThat(job.run("apply", "--dry-run").out()).endsWith("The queue is empty.\n");
    }
}
