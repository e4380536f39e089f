package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.broker.EmulatorConfig;
import io.rowferry.broker.QueueSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of {@code rowferry broker}, and of {@code rowferry broker status}. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class BrokerCommandTest {
    private static final String SAMPLE = "jobs/broker.json";

    @TempDir
    Path folder;

    private BackgroundRun broker(String... options) {
        String[] line = new String[options.length + 3];
        line[0] = "broker";
        line[1] = "--data";
        line[2] = folder.resolve("data").toString();
        System.arraycopy(options, 0, line, 3, options.length);
        return BackgroundRun.of(Map.of(), line);
    }

    private static void send(String connection, String queue) {
        AmqpRetryOptions soon =
                new AmqpRetryOptions().setTryTimeout(Duration.ofSeconds(5)).setMaxRetries(0);
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(connection)
                .retryOptions(soon)
                .sender()
                .queueName(queue)
                .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("text").setSessionId("s").setMessageId("1"));
        }
    }

    private static CommandRun status(int port) {
        return CommandRun.of("broker", "status", "--port", Integer.toString(port));
    }

    @Test
    void the_sample_config_makes_queues_as_rowferry_wants_them() throws Exception {
        assertThat(EmulatorConfig.read(Path.of(SAMPLE)).queues())
                .containsOnlyKeys("after-sales", "prices")
                .allSatisfy((name, settings) -> assertThat(settings)
                        .isEqualTo(QueueSettings.OF_ROWFERRY.withDuplicateWindow(Duration.ofMinutes(5))));
        assertThat(EmulatorConfig.read(Path.of(SAMPLE)).topics()).isEmpty();
    }

    @Test
    void with_a_config_only_its_queues_are_served() {
        try (BackgroundRun broker = broker("--config", SAMPLE)) {
            String connection = LocalBroker.connectionString(broker.port());
            send(connection, "after-sales");
            assertThatThrownBy(() -> send(connection, "other"))
                    .isInstanceOf(ServiceBusException.class)
                    .hasMessageContaining("could not be found");

            CommandRun status = status(broker.port());
            assertThat(status.exitCode()).isZero();
            // A closed client may still be hanging up, so the number of connections is left open.
            assertThat(status.out()).matches("""
                              queue             active     locked   deferred  scheduled  dead letters  sessions      held      size
                              after-sales            1          0          0          0             0         1         0    0.0 MB
                              prices                 0          0          0          0             0         0         0    0.0 MB
                            2 queues · 1 message · 0 dead letters · 0.0 MB · \\d connections?
                            """);
            CommandRun run = broker.end();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("listening on 127.0.0.1:" + broker.port() + ", queues in " + folder);
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void others_are_made_on_first_use_when_asked_for() {
        try (BackgroundRun broker = broker("--config", SAMPLE, "--auto-create")) {
            send(LocalBroker.connectionString(broker.port()), "other");
            CommandRun run = CommandRun.of("broker", "status", "--output=json", "--port=" + broker.port());
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .matches("\\{\"version\":1,\"command\":\"broker status\",\"queues\":\\[.*"
                            + "\\{\"queue\":\"other\",\"active\":1,\"locked\":0,\"deferred\":0,\"scheduled\":0,"
                            + "\"deadLetters\":0,\"sessions\":1,\"heldSessions\":0,\"bytes\":\\d+},"
                            + ".*],\"connections\":\\d+}\n");
        }
    }

    @Test
    void topics_in_a_config_are_warned_of() throws IOException {
        Path file = Files.writeString(
                folder.resolve("Config.json"),
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"q\"}],"
                        + " \"Topics\": [{\"Name\": \"prices\"}, {\"Name\": \"orders\"}]}]}}");
        try (BackgroundRun broker = broker("--config", file.toString())) {
            assertThat(broker.end().err())
                    .isEqualTo("warning: " + file + " has topics, which this broker does not serve: prices, orders\n");
        }
    }

    @Test
    void everything_wrong_with_a_config_is_told_before_anything_is_started() throws IOException {
        Path file = Files.writeString(
                folder.resolve("Config.json"),
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [\n{\"Name\": \"a b\"},\n"
                        + "{\"Name\": \"q\", \"Properties\": {\"ForwardTo\": \"x\"}}]}]}}");
        BadInput.of(folder, "broker", "--data", folder.resolve("data").toString(), "--config", file.toString())
                .fails(
                        2,
                        "FOLDER/Config.json:2:10  'a b' is no name for a queue: 1 to 260 letters, digits, '.', '-', '_'"
                                + " and '/', of which the first and the last are letters or digits\n"
                                + "FOLDER/Config.json:3:43  ForwardTo must be empty: this broker does not forward messages\n"
                                + "2 problems, the broker was not started",
                        "Correct the config file and run the same command again.");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void it_listens_on_loopback_alone_unless_told_otherwise() throws IOException {
        Optional<InetAddress> found = outsideAddress();
        assumeThat(found).as("an address of this machine beside loopback").isPresent();
        InetAddress outside = found.orElseThrow();
        try (BackgroundRun broker = broker()) {
            assertThatThrownBy(() -> new Socket(outside, broker.port()).close()).isInstanceOf(IOException.class);
            assertThat(broker.end().err()).isEmpty();
        }
        try (BackgroundRun broker = broker("--address", "0.0.0.0")) {
            new Socket(outside, broker.port()).close();
            send(LocalBroker.connectionString(broker.port()), "lanes");
            CommandRun run = broker.end();
            assertThat(run.out())
                    .isEqualTo("listening on 0.0.0.0:" + broker.port() + ", queues in " + folder.resolve("data")
                            + "\nbus.connection: " + LocalBroker.connectionString(broker.port()) + "\n");
            assertThat(run.err())
                    .isEqualTo("warning: 0.0.0.0:" + broker.port() + " can be reached from other machines, and this"
                            + " broker has no authentication and no TLS: whoever reaches it can read, change and remove"
                            + " every message. Use it in a closed network only.\n");
        }
        String host = outside.getHostAddress();
        try (BackgroundRun broker = broker("--address", host)) {
            String connection = new BrokerAddress(outside).connectionString(broker.port());
            assertThat(connection).startsWith("Endpoint=sb://" + host + ":" + broker.port() + ";");
            send(connection, "lanes");
            CommandRun status =
                    CommandRun.of("broker", "status", "--address", host, "--port", Integer.toString(broker.port()));
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(broker.end().out()).contains("bus.connection: " + connection + "\n");
        }
    }

    private static Optional<InetAddress> outsideAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .findFirst();
    }

    @Test
    void an_address_of_the_sixth_version_is_written_so_that_clients_understand_it() throws IOException {
        byte[] one = new byte[16];
        one[15] = 1;
        InetAddress six = InetAddress.getByAddress(one);
        assumeThat(NetworkInterface.getByInetAddress(six))
                .as("this machine has ::1")
                .isNotNull();
        try (BackgroundRun broker = broker("--address", "::1")) {
            String connection = new BrokerAddress(six).connectionString(broker.port());
            send(connection, "lanes");
            CommandRun run = broker.end();
            assertThat(run.out()).contains("bus.connection: " + connection + "\n");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void an_address_or_port_that_cannot_be_is_a_mistake() {
        BadInput.of(folder, "broker", "--address", "no.such.name.invalid")
                .fails(
                        2,
                        "--address no.such.name.invalid: there is no such address",
                        "Give an IP address or a host name; without --address it is this machine's loopback.");
        BadInput.of(folder, "broker", "--port", "65536")
                .fails(2, "--port 65536: there is no such port", "Choose one from 1 to 65535, or 0 for any free one.");
        BadInput.of(
                        folder,
                        "broker",
                        "--address",
                        "192.0.2.1",
                        "--data",
                        folder.resolve("d").toString())
                .fails(
                        2,
                        "the broker cannot start: port 0 of 192.0.2.1 cannot be used: Cannot assign requested address",
                        "Choose another --port or --data, or stop what uses them.");
    }

    @Test
    void status_of_what_does_not_run_or_is_something_else_says_so() throws IOException {
        String[] line = {"broker", "status"};
        assertThat(CommandRun.in(Map.of("ROWFERRY_HOME", folder.toString()), line))
                .isEqualTo(new CommandRun(
                        8,
                        "",
                        "no local broker runs for " + folder + "/broker\n"
                                + "A job with bus: local starts one. To ask a broker that was started otherwise, add its"
                                + " --port.\n"));
        assertThat(folder.resolve("broker")).doesNotExist();
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            Thread other = new Thread(() -> hangUpOnce(server), "another program");
            other.start();
            CommandRun run = status(port);
            assertThat(run.exitCode()).isEqualTo(8);
            assertThat(run.err())
                    .startsWith(
                            "what listens at 127.0.0.1:" + port + " is no broker of rowferry, or of another version: ")
                    .endsWith("\nName the port that rowferry broker printed when it started.\n");
        }
        assertThat(CommandRun.of("broker", "status", "--output=json", "--port=" + port))
                .isEqualTo(new CommandRun(
                        8,
                        "{\"version\":1,\"job\":null,\"command\":\"broker status\",\"status\":\"failed\",\"exitCode\":8,"
                                + "\"error\":{\"what\":\"no broker can be reached at 127.0.0.1:" + port
                                + ": Connection refused\",\"remedy\":\"Start one with rowferry broker --port " + port
                                + ", or name the port of one that runs.\"}}\n",
                        "no broker can be reached at 127.0.0.1:" + port + ": Connection refused\n"
                                + "Start one with rowferry broker --port " + port
                                + ", or name the port of one that runs.\n"));
        assertThat(CommandRun.of("broker", "--port", "7", "status"))
                .isEqualTo(new CommandRun(
                        2, "", "The options of status stand behind it\nTry 'rowferry broker status --help'\n"));
        assertThat(CommandRun.of("broker", "status", "--address", "127.0.0.1"))
                .isEqualTo(new CommandRun(2, "", "--address needs a --port\nTry 'rowferry broker status --help'\n"));
        assertThat(CommandRun.of("broker", "stats").err())
                .startsWith("rowferry broker knows no further argument 'stats'");
    }

    private static void hangUpOnce(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void faults_are_loud_and_happen() {
        CommandRun ended;
        try (BackgroundRun broker =
                broker("--fault", "twice:at=1", "--fault", "delay:for=1ms,rate=0.5", "--fault-seed", "7")) {
            send(LocalBroker.connectionString(broker.port()), "lanes");
            assertThat(status(broker.port()).out()).containsPattern("lanes +2 ");
            ended = broker.end();
        }
        assertThat(ended.err())
                .contains("FAULT IS ON: twice:times=1, seed 7. This broker misbehaves on purpose")
                .contains("FAULT IS ON: delay:rate=0.5,for=1ms, seed 7.");
    }

    @Test
    void without_faults_nothing_is_said_of_them() {
        try (BackgroundRun broker = broker()) {
            assertThat(broker.end().err()).doesNotContainIgnoringCase("fault");
        }
    }

    @Test
    void a_fault_that_makes_no_sense_is_a_usage_error() {
        CommandRun run = CommandRun.of("broker", "--data", folder.toString(), "--fault", "lose-acks");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'lose-acks' is no fault; there are cut, refuse, ");
    }
}
