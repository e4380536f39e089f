package io.rowferry.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ServerChecksumTest {
    private static final TableName NOTES = new TableName(null, "notes");

    @Test
    void L13_aRowThatTheServerCannotHashIsRefusedAndNotSkipped() throws SQLException {
        TestDatabase mariaDb = Servers.mariaDb().freshDatabase();
        mariaDb.execute(
                "CREATE TABLE notes (id int PRIMARY KEY, a longtext, b longtext)",
                "INSERT INTO notes VALUES (1, 'x', 'y'), (2, repeat('x', 9000000), repeat('y', 9000000))");
        try (Database database = Database.open(new Login(mariaDb.jdbcUrl(), mariaDb.user(), mariaDb::password), 2)) {
            assertThatThrownBy(() -> checksum(database)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(failure.what()).contains("1 rows of notes").contains("max_allowed_packet");
            });

            mariaDb.execute("DELETE FROM notes WHERE id = 2");

            assertThat(checksum(database).rows()).isEqualTo(1);
        }
    }

    private static Checksum checksum(Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            return ServerChecksum.of(
                    database,
                    NOTES,
                    database.engine().describe(connection, NOTES).orElseThrow().columns().stream()
                            .map(Carried::plainly)
                            .toList(),
                    null);
        }
    }
}
