package io.rowferry.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the servers in a process of their own, as the demo does. */
class DemoServersTest {
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)='(.*)'");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        // Not @TempDir: PostgreSQL may have to run as a user who cannot enter its folders.
        folder = Folders.makeReadable(Files.createTempDirectory("rowferry-demo-"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        Folders.delete(folder);
    }

    @Test
    void keeps_its_data_and_ends_with_its_input() throws Exception {
        Process first = up();
        Map<String, String> env = env();
        TestDatabase target = database(Engine.MARIADB, env, "TARGET");
        assertThat(database(Engine.POSTGRESQL, env, "SOURCE").count("orders")).isEqualTo(100);
        assertThat(target.count("orders")).isZero();
        target.execute("insert into orders values (1, 2, 'O', 3.00, '2026-11-22', '5-LOW', 'me', 0, 'kept')");
        ProcessTree servers = servers(env);
        first.getOutputStream().close();
        assertThat(first.waitFor()).isZero();
        servers.awaitEnd();
        assertThat(folder.resolve("env")).doesNotExist();

        Process second = up();
        assertThat(database(Engine.MARIADB, env(), "TARGET").query("select o_comment from orders"))
                .hasToString("[[kept]]");
        second.getOutputStream().close();
        assertThat(second.waitFor()).isZero();
    }

    @Test
    void leaves_no_server_behind_when_it_is_killed() throws Exception {
        Process up = up();
        ProcessTree servers = servers(env());

        up.destroyForcibly();

        servers.awaitEnd();
    }

    private Process up() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoServers.class.getName(),
                        "up",
                        folder.toString(),
                        "--orders=100")
                .start();
        BufferedReader messages = process.errorReader();
        String all = "";
        while (!Files.exists(folder.resolve("env"))) {
            String line = messages.readLine();
            assertThat(line).as("ended without being ready: " + all).isNotNull();
            all += line + "\n";
        }
        return process;
    }

    private Map<String, String> env() throws IOException {
        return Files.readAllLines(folder.resolve("env")).stream()
                .map(ASSIGNMENT::matcher)
                .peek(line -> assertThat(line.matches()).isTrue())
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
    }

    private static TestDatabase database(Engine engine, Map<String, String> env, String role) {
        return new TestDatabase(
                engine,
                "crm",
                String.valueOf(env.get(role + "_URL")),
                String.valueOf(env.get(role + "_USER")),
                String.valueOf(env.get(role + "_PASSWORD")));
    }

    private static ProcessTree servers(Map<String, String> env) {
        return new ProcessTree(Stream.of("POSTGRES_PID", "MARIADB_PID")
                .flatMap(name -> ProcessTree.of(Long.parseLong(String.valueOf(env.get(name)))).processes().stream())
                .toList());
    }
}
