package io.rowferry.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** A session whose locks must not outlive its client for long. */
class L9_SessionAloneTest {
    @ParameterizedTest
    @EachEngine
    void L9_theServerIsToldToNoticeWhenTheClientIsGone(Engine engine) throws Exception {
        TestDatabase server = Servers.of(engine).freshDatabase();
        List<String> settings = engine == Engine.POSTGRESQL
                ? List.of("show tcp_keepalives_idle", "show tcp_keepalives_interval", "show tcp_keepalives_count")
                : List.of("select @@wait_timeout");
        List<String> expected = engine == Engine.POSTGRESQL ? List.of("60", "15", "4") : List.of("300");
        try (Database database = Database.open(new Login(server.jdbcUrl(), server.user(), server::password), 1);
                Connection alone = database.connectAlone();
                Connection pooled = database.connect()) {
            assertThat(answers(alone, settings)).isEqualTo(expected);
            assertThat(answers(pooled, settings)).isNotEqualTo(expected);
        }
    }

    private static List<String> answers(Connection connection, List<String> questions) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String question : questions) {
                try (ResultSet result = statement.executeQuery(question)) {
                    result.next();
                    answers.add(result.getString(1));
                }
            }
        }
        return answers;
    }
}
