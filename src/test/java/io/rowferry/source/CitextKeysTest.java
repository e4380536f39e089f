package io.rowferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.servers.Beside;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that PostgreSQL compares by their letters alone, unless they stand beside a text. */
@Beside
class CitextKeysTest {
    private static final TableName CODES = new TableName(null, "codes");

    @Test
    void L10_keysOfCitextAreFoundAlongTheirIndexAndInItsOrder() throws SQLException {
        TestDatabase database = Servers.postgres().freshDatabase();
        database.execute(
                "CREATE EXTENSION citext",
                "CREATE TABLE codes (code citext PRIMARY KEY)",
                "INSERT INTO codes SELECT CASE i % 2 WHEN 0 THEN 'x' ELSE 'X' END || i FROM generate_series(10000, 30000) i",
                "VACUUM ANALYZE codes");
        try (Database opened =
                        Database.openToRead(new Login(database.jdbcUrl(), database.user(), database::password), 2);
                Connection connection = opened.connect()) {
            Column code = opened.describe(CODES).orElseThrow().column("code").orElseThrow();
            List<Carried> key = List.of(Carried.plainly(code));
            KeyRange range = new KeyRange(List.of("x20000"), List.of("X20003"));
            NamedKeys named = new NamedKeys(List.of(List.of("X20001"), List.of("x20002"), List.of("z")));

            assertThat(found(
                            opened,
                            connection,
                            range.condition(opened.engine(), key, null),
                            range.parameters(opened.engine())))
                    .containsExactly("X20001", "x20002", "X20003");
            assertThat(found(opened, connection, " WHERE " + named.condition(opened.engine(), key), named.parameters()))
                    .containsExactly("X20001", "x20002");
        }
    }

    private static List<String> found(Database database, Connection connection, String where, List<String> parameters)
            throws SQLException {
        String sql = "SELECT code FROM codes" + where + " ORDER BY code";
        assertThat(database.engine().readsAll(connection, "SELECT code FROM codes" + where, parameters))
                .as("reads all for %s", sql)
                .isFalse();
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(result.getString(1));
                }
            }
        }
        return found;
    }
}
