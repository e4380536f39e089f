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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a process of its own prints, its log included, as talkative as it can be made. */
class SecretsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /** The port and the queue that the secrets lead to: wrong logins, a closed port, a bus that says no. */
    @ParameterizedTest
    @CsvSource({"source", "target", "bus"})
    void L16_aFailingRunShowsNoSecret(String wrong) throws IOException, InterruptedException, SQLException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        for (TestDatabase database : List.of(source, target)) {
            database.execute("create table orders (id int primary key)");
        }
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        Files.writeString(
                folder.resolve("key"), "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=" + SECRET);
        Path job = Files.writeString(
                folder.resolve("job.yaml"),
                "job: crm\n" + side("source", source, wrong) + side("target", target, wrong)
                        + "bus: {connection: '${file:key}'}\ntables: [{table: orders}]\n");

        ProcessRun run = ProcessRun.of(
                folder, List.of(), Main.class, "full-sync", job.toString(), "-v", "--stacktrace", "--output", "json");

        assertThat(run.exitCode()).isEqualTo(wrong.equals("bus") ? 8 : 2);
        assertThat(run.err()).contains("\tat io.rowferry.");
        assertThat(run.out()).contains("\"status\":\"failed\"");
        assertThat(run.out() + run.err()).doesNotContain(SECRET);
    }

    private static String side(String side, TestDatabase database, String wrong) {
        String url = database.jdbcUrl() + "?" + (side.equals("source") ? "sslpassword=" : "keyPassword=") + SECRET;
        String password = side.equals(wrong) ? "'${file:secret}'" : database.password();
        return BadInput.endpoint(side, url, database.user(), password) + "\n";
    }
}
