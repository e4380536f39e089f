package io.rowferry.servers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
        String login = "%1$s_host = '127.0.0.1', %1$s_port = %2$d, %1$s_user = '%3$s', %1$s_password = '%4$s', "
                .formatted(
                        engine == Engine.MYSQL ? "source" : "master",
                        primary().port(),
                        source.user(),
                        source.password());
        // MySQL sends a password without TLS only under a key that it was told to trust.
        replica()
                .administration()
                .execute(
                        engine == Engine.MYSQL
                                ? "change replication source to " + login
                                        + "source_auto_position = 1, get_source_public_key = 1"
                                : "change master to " + login + "master_use_gtid = slave_pos",
                        "start slave");
        catchUp();
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
        String committed =
                ask(primary(), engine == Engine.MYSQL ? "select @@gtid_executed" : "select @@gtid_binlog_pos");
        String wait = engine == Engine.MYSQL ? "wait_for_executed_gtid_set" : "master_gtid_wait";
        return "0".equals(ask(replica(), "select %s('%s', %d)".formatted(wait, committed, patience.toSeconds())));
    }
}
