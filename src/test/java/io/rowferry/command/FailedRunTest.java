package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rowferry.servers.Engine;
import io.rowferry.servers.FullDisk;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that fails tells what it had done until then. */
class FailedRunTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void a_run_that_an_outage_ends_counts_what_is_applied_and_what_waits() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        for (TestDatabase each : List.of(source, target)) {
            each.execute(
                    "create table customers (id int primary key)",
                    "create table orders (id int primary key, customer_id int references customers)");
        }
        source.execute(
                "insert into customers select generate_series(1, 30)",
                "insert into orders select i, 1 from generate_series(1, 20) i");
        target.execute(FullDisk.fill(Engine.POSTGRESQL, "orders"));
        Scenario job = Scenario.between(folder, source, target, "customers", "orders");

        CommandRun run = job.run("full-sync", "--outage-wait", "500ms", "-q", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(8);
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.path("status").textValue()).isEqualTo("failed");
        assertThat(result.path("error").path("what").textValue()).contains("No space left");
        assertThat(result.path("run").textValue()).isNotEmpty();
        assertThat(result.path("tables").toString())
                .contains(
                        "\"table\":\"customers\",\"read\":30,\"skipped\":0,\"sent\":30,\"applied\":30,\"unchanged\":0,")
                .contains("\"table\":\"orders\",\"read\":20,\"skipped\":0,\"sent\":20,\"applied\":0,\"unchanged\":0,")
                .contains("\"deadLettered\":0,\"pending\":20,");

        CommandRun told = job.run("full-sync", "--outage-wait", "500ms", "-q");
        assertThat(told.exitCode()).as(told.err()).isEqualTo(8);
        assertThat(told.out()).containsPattern("run \\S+ did not end; until then:\n  customers +30 read ");
    }
}
