package io.rowferry.command;

import static io.rowferry.command.BadInput.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bus: local}: a real process of its own, started by whoever needs it first. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class LocalBrokerTest {
    @TempDir
    Path folder;

    @AfterEach
    void endBrokers() throws Exception {
        for (ProcessHandle broker : brokers()) {
            broker.destroy();
            broker.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void isStartedOnceFoundByAllAndReplacedWhenKilled() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home/broker"));
        Files.writeString(home.resolve("port"), "1"); // left behind by one that was killed
        String job = job();

        CompletableFuture<CommandRun> one = CompletableFuture.supplyAsync(() -> run("full-sync", job, "-q"));
        CompletableFuture<CommandRun> other = CompletableFuture.supplyAsync(() -> run("replay-dlq", job, "--list"));
        assertThat(one.get().exitCode()).as(one.get().err()).isZero();
        assertThat(other.get()).isEqualTo(new CommandRun(0, "The dead-letter queue is empty.\n", ""));
        ProcessRun third = ProcessRun.of(folder, List.of(), Main.class, "broker", "--announce", home.toString());
        assertThat(third.exitCode()).isEqualTo(7);
        assertThat(third.err())
                .isEqualTo("a local broker runs already for " + home + "\nUse that one; it is found by itself.\n");
        assertThat(brokers()).hasSize(1);
        CommandRun status = run("broker", "status");
        assertThat(status.exitCode()).as(status.err()).isZero();
        assertThat(status.out()).containsPattern("\n  crm( +0){7} .*\n1 queue · 0 messages · 0 dead letters · ");
        BadInput.of(folder, "broker", "--data", home.resolve("data").toString())
                .fails(
                        2,
                        "the broker cannot start: the data folder FOLDER/home/broker/data is in use by another broker",
                        "Choose another --port or --data, or stop what uses them.");

        ProcessHandle killed = brokers().get(0);
        killed.destroyForcibly();
        killed.onExit().get(20, TimeUnit.SECONDS);
        assertThat(run("broker", "status").err()).startsWith("no local broker runs for " + home + "\n");
        CommandRun again = run("full-sync", job, "-q", "-v");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(brokers()).hasSize(1).doesNotContain(killed);
        assertThat(Files.readString(home.resolve("output")))
                .startsWith("listening on 127.0.0.1:")
                .doesNotContain(SECRET);
        assertThat(Files.readString(home.resolve("log"))) // of the killed one, too
                .matches("(?s)(.*\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Broker: listening on port \\d+, queues in .*){2}")
                .contains("INFO  Namespace: queue crm made")
                .doesNotContain(SECRET);
        assertThat(commandLine(brokers().get(0))).doesNotContain(SECRET);
    }

    private String job() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        String user = "ferry_" + source.name();
        source.execute(
                "create user " + user + " password '" + SECRET + "'",
                "create table orders (id int primary key)",
                "insert into orders select generate_series(1, 100)",
                "grant select on orders to " + user);
        target.execute("create table orders (id int primary key)");
        Path file = Files.writeString(
                folder.resolve("job.yaml"),
                "job: crm\n" + BadInput.endpoint("source", source.jdbcUrl(), user, "'${CRM_PASSWORD}'") + "\n"
                        + BadInput.target(target) + "\nbus: local\ntables: [{table: orders}]\n");
        return file.toString();
    }

    private CommandRun run(String... line) {
        CommandRun run =
                CommandRun.in(Map.of("ROWFERRY_HOME", folder.resolve("home").toString(), "CRM_PASSWORD", SECRET), line);
        assertThat(run.out() + run.err()).doesNotContain(SECRET);
        return run;
    }

    private List<ProcessHandle> brokers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> commandLine(process).contains(folder + "/home/broker"))
                .toList();
    }

    /** All of it, where the JDK gives up on a long class path. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
