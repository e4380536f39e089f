package io.rowferry.servers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB or MySQL that writes a binary log of rows, and another that replays it from its first entry by global
 * transaction ids. The replica writes a log of what it replays, too, so that it could take the primary's place. Each made
 * its system tables itself; the log has nothing of them.
 */
final class MySqlFamilyReplication extends Replication {
    private static final List<String> SETTINGS =
            List.of("--log-bin=binlog", "--log-slave-updates", "--binlog-format=ROW");
    private static final List<String> SETTINGS_OF_MYSQL = List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON");

    private final Engine engine;

    private MySqlFamilyReplication(Engine engine, DatabaseServer primary, DatabaseServer replica) {
        super(primary, replica);
        this.engine = engine;
    }

    static MySqlFamilyReplication begin(Engine engine) throws IOException {
        CompletableFuture<DatabaseServer> asideReplica = ServerStart.aside(() -> start(engine, List.of("--read-only")));
        DatabaseServer primary = start(engine, List.of());
        MySqlFamilyReplication both = new MySqlFamilyReplication(engine, primary, asideReplica.join());
        try {
            both.follow();
        } catch (SQLException e) {
            both.close();
            throw new IOException("the replica does not follow", e);
        }
        return both;
    }

    private static DatabaseServer start(Engine engine, List<String> more) throws IOException {
        Launch launch = Launch.inTemporaryFolder();
        List<String> options = new ArrayList<>(SETTINGS);
        options.add("--server-id=" + launch.port());
        options.addAll(engine == Engine.MYSQL ? SETTINGS_OF_MYSQL : List.of());
        options.addAll(more);
        return Servers.start(engine, launch.with(options));
    }

    private void follow() throws SQLException {
        TestDatabase source = primary().administration();
        // There is no TLS: MariaDB would insist on it, MySQL on a key to send the password under. A primary that was
        // down is asked again after a second; the default is a minute.
        replica()
                .administration()
                .execute(
                        """
                        change master to master_host = '127.0.0.1', master_port = %d, master_user = '%s',
                        master_password = '%s', master_connect_retry = 1, %s
                        """.formatted(
                                        primary().port(),
                                        source.user(),
                                        source.password(),
                                        engine == Engine.MYSQL
                                                ? "master_auto_position = 1, get_master_public_key = 1"
                                                : "master_use_gtid = slave_pos, master_ssl = 0"),
                        "start slave");
    }

    /** The other thread goes on to fetch the primary's log. */
    @Override
    public void pause() throws SQLException {
        replica().administration().execute("stop slave sql_thread");
    }

    @Override
    public void resume() throws SQLException {
        replica().administration().execute("start slave sql_thread");
    }

    @Override
    boolean catchUpWithin(Duration patience) throws SQLException {
        String committed = engine == Engine.MYSQL ? "select @@gtid_executed" : "select @@gtid_binlog_pos";
        String wait = engine == Engine.MYSQL ? "wait_for_executed_gtid_set" : "master_gtid_wait";
        return "0"
                .equals(answer(
                        replica(),
                        "select %s('%s', %d)".formatted(wait, answer(primary(), committed), patience.toSeconds())));
    }

    private static @Nullable String answer(DatabaseServer server, String query) throws SQLException {
        return server.administration().query(query).get(0).get(0);
    }
}
