package io.rowferry.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

class PreparedTransactionTest {

    @ParameterizedTest
    @EachEngine
    void the_shared_servers_keep_a_prepared_transaction_for_another_session_to_commit(Engine engine)
            throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        String id = "'of_" + database.name() + "'";
        database.execute("create table t (a int primary key)");

        database.execute(
                switch (engine) {
                    case POSTGRESQL -> new String[] {"begin", "insert into t values (1)", "prepare transaction " + id};
                    case MARIADB, MYSQL ->
                        new String[] {"xa start " + id, "insert into t values (1)", "xa end " + id, "xa prepare " + id};
                });
        assertThat(database.count("t")).isZero();

        database.execute(engine == Engine.POSTGRESQL ? "commit prepared " + id : "xa commit " + id);
        assertThat(database.query("select a from t")).containsExactly(List.of("1"));
    }
}
