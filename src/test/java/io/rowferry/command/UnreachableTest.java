package io.rowferry.command;

import static io.rowferry.command.BadInput.SECRET;
import static io.rowferry.command.BadInput.endpoint;
import static io.rowferry.command.BadInput.source;
import static io.rowferry.command.BadInput.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are down, elsewhere or say no: told at once, without a secret, before anything is written. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class UnreachableTest {
    private static final String BUS = "bus: {connection: '" + SharedBroker.connection() + "', queue: unreachable}";
    private static final String TABLES = "tables: [{table: orders}]";
    private static final String START =
            "Check that the server runs and that host and port in url: are right, then run it again.";
    private static final String LOGIN = "Correct user:, password: or the database in url: of the job file.";
    private static final String EDIT = "Correct the job file and run the same command again.";
    private static final String NO_STRING =
            "FOLDER/job.yaml:4:19  bus.connection must be local or a Service Bus connection"
                    + " string (Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...)\n1 problem, nothing was run";
    private static final String KEY = ";SharedAccessKeyName=n;SharedAccessKey=" + SECRET;

    @TempDir
    Path folder;

    private static TestDatabase postgres;
    private static TestDatabase mariaDb;

    @BeforeAll
    static void createTables() throws SQLException {
        postgres = Servers.postgres().freshDatabase();
        mariaDb = Servers.mariaDb().freshDatabase();
        for (TestDatabase database : List.of(postgres, mariaDb)) {
            database.execute("create table orders (id int primary key)", "insert into orders values (1)");
        }
    }

    @AfterEach
    void nothingWasWritten() throws SQLException {
        assertThat(mariaDb.query("show tables")).isEqualTo(List.of(List.of("orders")));
        assertThat(postgres.query("select to_regclass('rowferry.jobs')").toString())
                .isEqualTo("[[null]]");
    }

    @Test
    void serversThatAreDown() throws IOException {
        int port = closedPort();
        from("jdbc:postgresql://127.0.0.1:" + port + "/crm?sslpassword=" + SECRET, "reader")
                .fails(
                        8,
                        "127.0.0.1:" + port + "/crm cannot be reached: Connection to 127.0.0.1:" + port
                                + " refused. Check that the hostname and port are correct and that the postmaster is"
                                + " accepting TCP/IP connections.",
                        START);
        for (String scheme : List.of("mysql", "mariadb")) {
            from("jdbc:" + scheme + "://127.0.0.1:" + port + "/crm?keyPassword=" + SECRET, "reader")
                    .fails(
                            8,
                            "127.0.0.1:" + port + "/crm cannot be reached: Socket fail to connect to 127.0.0.1:" + port
                                    + ". Connection refused",
                            START);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql", "mariadb"})
    void serversWithoutAnAddress(String scheme) throws IOException {
        from("jdbc:" + scheme + "://crm-cn.invalid:5432/crm", "reader")
                .fails(8, "crm-cn.invalid:5432/crm cannot be reached: its host name does not resolve", START);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mysql", "mariadb"})
    void urlsThatAreNone(String scheme) throws IOException {
        String place = "FOLDER/job.yaml:2:15  source.url ";
        String end = "\n1 problem, nothing was run";
        for (String port : List.of("0", "99999", "x", "")) {
            from("jdbc:" + scheme + "://127.0.0.1:" + port + "/crm?x=" + SECRET, "reader")
                    .fails(2, place + "names a port that is none; it must be a number from 1 to 65535" + end, EDIT);
        }
        from("jdbc:" + scheme + ":failover://127.0.0.1/crm?x=" + SECRET, "reader")
                .fails(2, place + "must look like jdbc:" + scheme + "://host:port/database" + end, EDIT);
    }

    @Test
    void L16_driversDoNotRepeatParameters() throws IOException {
        from("jdbc:postgresql://127.0.0.1:1/crm?sslmode=" + SECRET, "reader")
                .fails(8, "127.0.0.1:1/crm cannot be reached: Invalid sslmode value: ***", START);
        from("jdbc:mariadb://127.0.0.1:1/crm?sslMode=" + SECRET, "reader")
                .fails(
                        8,
                        "127.0.0.1:1/crm cannot be reached: error parsing url: Wrong argument value '***' for SslMode",
                        START);
    }

    @Test
    void wrongLogins() throws IOException {
        for (String user : List.of("postgres", "nobody")) {
            from(postgres.jdbcUrl(), user)
                    .fails(
                            2,
                            place(postgres) + " refuses the login of " + user
                                    + ": FATAL: password authentication failed for user \"" + user + "\"",
                            LOGIN);
        }
        BadInput.job(
                        folder,
                        "verify",
                        source(postgres),
                        endpoint("target", mariaDb.jdbcUrl(), "root", SECRET),
                        BUS,
                        TABLES)
                .fails(
                        2,
                        place(mariaDb) + " refuses the login of root: Access denied for user 'root'@'127.0.0.1'"
                                + " (using password: YES)",
                        LOGIN);
    }

    @Test
    void unknownDatabases() throws IOException {
        BadInput.job(
                        folder,
                        "full-sync",
                        endpoint("source", postgres.jdbcUrl() + "x", postgres.user(), postgres.password()),
                        target(mariaDb),
                        BUS,
                        TABLES)
                .fails(
                        2,
                        place(postgres) + "x refuses the login of postgres: FATAL: database \"" + postgres.name()
                                + "x\" does not exist",
                        LOGIN);
        BadInput.job(
                        folder,
                        "full-sync",
                        source(postgres),
                        endpoint("target", mariaDb.jdbcUrl() + "x", mariaDb.user(), mariaDb.password()),
                        BUS,
                        TABLES)
                .fails(
                        2,
                        place(mariaDb) + "x refuses the login of root: Unknown database '" + mariaDb.name() + "x'",
                        LOGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-sync", "replay-dlq"})
    void aBusThatIsNotThere(String command) throws IOException {
        int port = closedPort();
        String check = "Check that the namespace exists and that this machine may open that port.";
        over(command, "Endpoint=sb://crm.servicebus.invalid/" + KEY)
                .fails(
                        8,
                        "the Service Bus namespace crm.servicebus.invalid does not resolve to an address",
                        "Check Endpoint= in bus.connection, and the name servers of this machine.");
        over(command, "Endpoint=sb://127.0.0.1:" + port + KEY)
                .fails(8, "Service Bus cannot be reached at 127.0.0.1:" + port + ": Connection refused", check);
        int other = Servers.postgres().port();
        over(command, "Endpoint=sb://127.0.0.1:" + other + KEY + ";UseDevelopmentEmulator=true")
                .fails(
                        8,
                        "Service Bus cannot be reached at 127.0.0.1:" + other
                                + ": what listens there does not speak AMQP",
                        check);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "Endpoint=sb://127.0.0.1",
                "Endpoint=sb://127.0.0.1;SharedAccessKeyName=n",
                "Endpoint=sb://127.0.0.1;SharedAccessKey=" + SECRET,
                "Endpoint=sb://127.0.0.1:99999;SharedAccessKeyName=n;SharedAccessKey=" + SECRET,
                "Endpoint=sb:///;SharedAccessKeyName=n;SharedAccessKey=" + SECRET,
                "Endpoint=sb://a b/;SharedAccessKeyName=n;SharedAccessKey=" + SECRET,
                "Endpoint=https://crm.example/;SharedAccessKeyName=n;SharedAccessKey=" + SECRET,
                "SharedAccessKeyName=n;SharedAccessKey=" + SECRET,
            })
    void connectionStringsThatAreNone(String connection) throws IOException {
        over("full-sync", connection).fails(2, NO_STRING, EDIT);
    }

    @Test
    void aConnectionStringOfAnotherQueue() throws IOException {
        over("full-sync", "Endpoint=sb://127.0.0.1" + KEY + ";EntityPath=other")
                .fails(
                        2,
                        "FOLDER/job.yaml:4:19  bus.connection names another queue by EntityPath than bus.queue does;"
                                + " leave EntityPath out\n1 problem, nothing was run",
                        EDIT);
    }

    @Test
    void placesWhereALocalBrokerCannotLive() throws IOException {
        String move = "Set ROWFERRY_HOME to a folder that you may write.";
        Path file = Files.writeString(folder.resolve("file"), "");
        Files.createDirectories(folder.resolve("odd/broker/starting"));
        BadInput job = BadInput.job(folder, "full-sync", source(postgres), target(mariaDb), "bus: local", TABLES);
        job.at(file).fails(2, "the local broker's folder FOLDER/file/broker cannot be used: Not a directory", move);
        job.at(folder.resolve("odd"))
                .fails(2, "the local broker's folder FOLDER/odd/broker cannot be used: Is a directory", move);
        job.at(Path.of("/proc/rowferry"))
                .fails(
                        2,
                        "the local broker's folder /proc/rowferry/broker cannot be used: no folder can be made there",
                        move);
    }

    @Test
    void brokersThatCannotStart() throws IOException {
        String choose = "Choose another --port or --data, or stop what uses them.";
        String data = folder.resolve("data").toString();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BadInput.of(folder, "broker", "--data", data, "--port", "" + taken.getLocalPort())
                    .fails(
                            2,
                            "the broker cannot start: port " + taken.getLocalPort()
                                    + " of 127.0.0.1 cannot be used: Address already in use",
                            choose);
        }
        BadInput.of(folder, "broker", "--data", data, "--port", "65536")
                .fails(2, "--port 65536: there is no such port", "Choose one from 1 to 65535, or 0 for any free one.");
        BadInput.of(folder, "broker", "--data", data, "--prot", "1")
                .isAMistake("rowferry broker knows no option '--prot'", "Try 'rowferry broker --help'");
    }

    @Test
    void halfJobsAndUnlistedTables() throws IOException {
        BadInput.job(folder, "full-sync", target(mariaDb), BUS, TABLES)
                .fails(
                        2,
                        "FOLDER/job.yaml has no source:, which this command needs",
                        "Add source: with url:, user: and password:.");
        BadInput.job(folder, "verify", source(postgres), BUS, TABLES)
                .fails(
                        2,
                        "FOLDER/job.yaml has no target:, which this command needs",
                        "Add target: with url:, user: and password:.");
        from("jdbc:postgresql://127.0.0.1:1/crm", "reader")
                .with("--table", "order")
                .fails(2, "--table order: the job crm does not list this table", "Choose among orders.");
    }

    private BadInput from(String url, String user) throws IOException {
        return BadInput.job(folder, "full-sync", endpoint("source", url, user, SECRET), target(mariaDb), BUS, TABLES);
    }

    private BadInput over(String command, String connection) throws IOException {
        BadInput job = BadInput.job(
                folder,
                command,
                source(postgres),
                target(mariaDb),
                "bus: {connection: '" + connection + "', queue: q}",
                TABLES);
        return command.equals("replay-dlq") ? job.with("--list") : job;
    }

    private static String place(TestDatabase database) {
        return database.jdbcUrl().replaceFirst(".*//", "");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
