package io.rowferry.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServersTest {

    @ParameterizedTest
    @EachEngine
    void keeps_text_of_all_of_unicode(Engine engine) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();

        database.execute("create table t (a varchar(20))", "insert into t values ('a\u00fc\u4e2d\ud83d\ude80')");

        assertThat(database.query("select a, char_length(a) from t"))
                .containsExactly(List.of("a\u00fc\u4e2d\ud83d\ude80", "4"));
    }

    @ParameterizedTest
    @EachEngine
    void gives_each_asker_an_empty_database(Engine engine) throws SQLException {
        TestDatabase one = Servers.of(engine).freshDatabase();
        TestDatabase other = Servers.of(engine).freshDatabase();

        one.execute("create table t (a int)");

        assertThat(one.count("t")).isZero();
        assertThatThrownBy(() -> other.count("t")).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EachEngine
    void refuses_a_wrong_password(Engine engine) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        String user = "reader_of_" + database.name();
        database.execute(
                switch (engine) {
                    case POSTGRESQL -> "create user " + user + " password 'right'";
                    case MARIADB, MYSQL -> "create user " + user + " identified by 'right'";
                });
        if (engine != Engine.POSTGRESQL) {
            database.execute("grant select on " + database.name() + ".* to " + user);
        }

        assertThat(database.as(user, "right").query("select 1")).containsExactly(List.of("1"));
        assertThatThrownBy(() -> database.as(user, "wrong").connect()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> database.as(database.user(), "wrong").connect())
                .isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EachEngine
    void keeps_what_was_committed_and_only_that_over_kill9(Engine engine) throws Exception {
        try (DatabaseServer server = Servers.start(engine, Launch.inTemporaryFolder())) {
            TestDatabase database = server.createDatabase("crm");
            database.execute("create table t (a int primary key)", "insert into t values (1)");
            try (Connection open = database.connect()) {
                open.setAutoCommit(false);
                open.createStatement().execute("insert into t values (2)");

                server.kill9();
                assertThat(server.isUp()).isFalse();
                assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);

                server.restart();
                assertThat(database.query("select a from t")).containsExactly(List.of("1"));
            }
        }
    }

    @ParameterizedTest
    @EachEngine
    void restarts_although_clients_are_connected(Engine engine) throws Exception {
        try (DatabaseServer server = Servers.start(engine, Launch.inTemporaryFolder())) {
            TestDatabase database = server.createDatabase("crm");
            try (Connection client = database.connect()) {
                assertThat(client.isValid(1)).isTrue();
                long before = server.pid();

                server.restart();

                assertThat(server.pid()).isNotEqualTo(before);
                assertThat(client.isValid(1)).isFalse();
                assertThat(database.query("select 1")).containsExactly(List.of("1"));
            }
        }
    }

    @ParameterizedTest
    @EachEngine
    void finds_its_data_again_in_a_folder_that_is_kept(Engine engine) throws Exception {
        Path kept = Folders.makeReadable(Files.createTempDirectory("rowferry-kept-"));
        try {
            try (DatabaseServer server = Servers.start(engine, Launch.inFolder(kept))) {
                server.createDatabase("crm").execute("create table t (a int)", "insert into t values (7)");
            }
            try (DatabaseServer server = Servers.start(engine, Launch.inFolder(kept))) {
                assertThat(server.database("crm").query("select a from t")).containsExactly(List.of("7"));
            }
        } finally {
            Folders.delete(kept);
        }
    }

    @ParameterizedTest
    @EachEngine
    void removes_a_temporary_folder_with_its_server(Engine engine) throws Exception {
        Launch launch = Launch.inTemporaryFolder();

        Servers.start(engine, launch).close();

        assertThat(launch.folder()).doesNotExist();
    }

    @ParameterizedTest
    @EachEngine
    void takes_settings_on_top(Engine engine) throws Exception {
        List<String> option = switch (engine) {
            case POSTGRESQL -> List.of("max_connections=33");
            case MARIADB, MYSQL -> List.of("--max-connections=33");
        };
        String question = switch (engine) {
            case POSTGRESQL -> "show max_connections";
            case MARIADB, MYSQL -> "select @@max_connections";
        };
        try (DatabaseServer server =
                Servers.start(engine, Launch.inTemporaryFolder().with(option))) {
            assertThat(server.createDatabase("crm").query(question)).containsExactly(List.of("33"));
        }
    }

    @ParameterizedTest
    @EachEngine
    void says_why_a_server_does_not_start(Engine engine) throws Exception {
        List<String> nonsense = switch (engine) {
            case POSTGRESQL -> List.of("no_such_setting=1");
            case MARIADB, MYSQL -> List.of("--no-such-setting=1");
        };

        assertThatThrownBy(
                        () -> Servers.start(engine, Launch.inTemporaryFolder().with(nonsense)))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(?s).*no.such.setting.*(unrecognized|unknown).*");
    }

    static Stream<Account> accountsThatWorkHere() throws IOException {
        return Account.choose() == Account.SELF
                ? Stream.of(Account.SELF)
                : Stream.of(Account.UNSHARED, Account.SETPRIV, Account.SU).filter(Account::works);
    }

    @ParameterizedTest
    @MethodSource("accountsThatWorkHere")
    void postgresql_starts_under_every_account_that_works_here(Account account) throws Exception {
        try (PostgresServer server = PostgresServer.start(Launch.inTemporaryFolder(), account)) {
            assertThat(server.createDatabase("crm").query("select 1")).containsExactly(List.of("1"));
            server.kill9();
            server.restart();
            server.stop();
            assertThat(server.isUp()).isFalse();
        }
    }

    @Test
    void unpacks_again_what_was_left_half_unpacked() throws Exception {
        Path complete = Installation.of(
                "test-" + ProcessHandle.current().pid(), into -> Files.createFile(into.resolve("whole")));
        Path partial = complete.resolveSibling(complete.getFileName() + ".partial");
        Files.move(complete, partial);
        Files.createFile(partial.resolve("rubbish"));
        try {
            Installation.of(complete.getFileName().toString(), into -> Files.createFile(into.resolve("whole")));

            assertThat(complete).isDirectoryContaining("glob:**/whole").isDirectoryNotContaining("glob:**/rubbish");
            assertThat(partial).doesNotExist();
        } finally {
            Folders.delete(complete);
            Files.delete(complete.resolveSibling(complete.getFileName() + ".lock"));
        }
    }
}
