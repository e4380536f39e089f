package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.FullDisk;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target that takes no writes for a while is waited for; no row of it is a bad one, and no delivery is wasted. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting
class L9_WaitedOutTest {
    private static final int ROWS = 3_000;

    @TempDir
    private Path folder;

    private final TestDatabase source = fresh(Engine.POSTGRESQL);

    private static TestDatabase fresh(Engine engine) {
        try {
            return Servers.of(engine).freshDatabase();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A job whose rows wait in the queue. */
    private Scenario sent(TestDatabase target, TestDatabase asUser) throws SQLException, IOException {
        source.execute(
                "create table orders (id bigint primary key, note varchar(40))",
                "insert into orders select i, 'n' || i from generate_series(1, " + ROWS + ") i");
        target.execute("create table orders (id bigint primary key, note varchar(40))");
        Scenario job = Scenario.between(folder, source, asUser, "orders")
                .setting("state: " + Scenario.endpoint(fresh(Engine.POSTGRESQL)));
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        return job;
    }

    private static CommandRun apply(Scenario job, String patience) {
        return job.run("apply", "--until-idle", "500ms", "--outage-wait", patience, "--output", "json", "-q");
    }

    /** Ends as an outage first, and as if nothing had been when it ends in time. */
    private void assertWaitedOut(Scenario job, TestDatabase target, TestDatabase from, String ending) throws Exception {
        assertWaitedOut(job, target, () -> from.execute(ending));
    }

    /** What ends an outage. */
    @FunctionalInterface
    private interface Ending {
        void happen() throws SQLException;
    }

    private void assertWaitedOut(Scenario job, TestDatabase target, Ending ending) throws Exception {
        CommandRun outage = apply(job, "1s");
        assertThat(outage.exitCode()).as(outage.out() + outage.err()).isEqualTo(8);
        assertThat(outage.out()).contains("\"status\":\"failed\"").doesNotContain("\tat ");
        assertThat(waiting(job))
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message.getDeliveryCount())
                        .as("deliveries wasted")
                        .isZero());

        CompletableFuture<CommandRun> waited = CompletableFuture.supplyAsync(() -> apply(job, "30s"));
        Thread.sleep(2_000);
        assertThat(waited.isDone()).isFalse();
        ending.happen();
        CommandRun run = waited.get();
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(target.count("orders")).isEqualTo(ROWS);
        assertThat(job.run("replay-dlq", "--list").out()).isEqualTo("The dead-letter queue is empty.\n");
    }

    private static List<ServiceBusReceivedMessage> waiting(Scenario job) {
        try (ServiceBusReceiverClient client = new ServiceBusClientBuilder()
                .connectionString(SharedBroker.connection())
                .receiver()
                .queueName(job.queue())
                .buildClient()) {
            return client.peekMessages(100).stream().toList();
        }
    }

    @Test
    void L9_aReadOnlyTarget() throws Exception {
        TestDatabase target = fresh(Engine.POSTGRESQL);
        Scenario job = sent(target, target);
        assertThat(job.run("apply", "--run-time", "1ms", "-q").exitCode()).isEqualTo(5);
        target.execute("alter database " + target.name() + " set default_transaction_read_only = on");
        assertWaitedOut(
                job, target, source, "alter database " + target.name() + " reset default_transaction_read_only");
    }

    @ParameterizedTest
    @EachEngine
    void L9_aFullDisk(Engine engine) throws Exception {
        TestDatabase target = fresh(engine);
        Scenario job = sent(target, target);
        target.execute(FullDisk.fill(engine, "orders"));
        assertWaitedOut(job, target, target, FullDisk.free(engine, "orders"));
    }

    /** A lock of the table, or of rows, and of a place where one would go. */
    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, lock table orders in access exclusive mode",
        "POSTGRESQL, insert into orders values (17)",
        "MARIADB, lock tables orders write",
        "MARIADB, select * from orders for update"
    })
    void L9_aLockThatSomebodyHolds(Engine engine, String lock) throws Exception {
        TestDatabase target = fresh(engine);
        Scenario job = sent(target, target);
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(lock);
            assertWaitedOut(job, target, holder::close);
        }
    }

    @ParameterizedTest
    @EachEngine
    void L9_tooManyConnections(Engine engine) throws Exception {
        TestDatabase target = fresh(engine);
        String name = "few_" + target.name();
        String user = engine == Engine.POSTGRESQL ? name : "'" + name + "'@'%'";
        if (engine == Engine.POSTGRESQL) {
            target.execute(
                    "create role " + user + " login password 'few' connection limit -1",
                    "grant all on database " + target.name() + " to " + user,
                    "grant all on schema public to " + user);
        } else {
            target.execute(
                    "create user " + user + " identified by 'few'", "grant all on " + target.name() + ".* to " + user);
        }
        Scenario job = sent(target, target.as(name, "few"));
        if (engine == Engine.POSTGRESQL) {
            target.execute("grant all on orders to " + user);
        }
        assertThat(job.run("apply", "--run-time", "1ms", "-q").exitCode()).isEqualTo(5);
        target.execute(
                engine == Engine.POSTGRESQL
                        ? "alter role " + user + " connection limit 0"
                        : "alter user " + user + " with max_connections_per_hour 1");
        if (engine != Engine.POSTGRESQL) {
            // The one that is allowed.
            target.as(name, "few").count("orders");
        }
        assertWaitedOut(
                job,
                target,
                target,
                engine == Engine.POSTGRESQL
                        ? "alter role " + user + " connection limit -1"
                        : "alter user " + user + " with max_connections_per_hour 0");
    }
}
