package io.rowferry.bench;

import io.rowferry.servers.DatabaseServer;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Launch;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** A database server that tells how many statements it was given and how much it has written to its log of changes. */
final class MeasuredServer implements AutoCloseable {
    private static final String MARK = "|counted|";

    private final DatabaseServer server;
    private final Engine engine;
    private final Path log;
    private final TestDatabase aside;

    private MeasuredServer(DatabaseServer server, Engine engine, Path log, TestDatabase aside) {
        this.server = server;
        this.engine = engine;
        this.log = log;
        this.aside = aside;
    }

    static MeasuredServer start(Engine engine, Launch launch) throws IOException, SQLException {
        List<String> options = engine == Engine.POSTGRESQL
                ? List.of(
                        "log_statement=all",
                        "log_line_prefix=" + MARK + "%d|",
                        "autovacuum=off",
                        "checkpoint_timeout=1h")
                : List.of("--log-bin=binlog", "--binlog-format=ROW");
        DatabaseServer server = Servers.start(engine, launch.with(options));
        return new MeasuredServer(
                server, engine, launch.folder().resolve("server.log"), server.createDatabase("aside"));
    }

    TestDatabase freshDatabase() throws SQLException {
        return server.freshDatabase();
    }

    /** Statements so far, begin and commit among them; its own not, or as many each time. */
    long statements() throws SQLException, IOException {
        if (engine != Engine.POSTGRESQL) {
            return number("show global status like 'Questions'", 1);
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(MARK) && !line.startsWith(MARK + aside.name()))
                    .filter(line -> line.contains("LOG:  statement: ") || line.contains("LOG:  execute "))
                    .count();
        }
    }

    /** The bytes of write-ahead log, or of binary log, so far. */
    long logBytes() throws SQLException {
        return engine == Engine.POSTGRESQL
                ? number("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')", 0)
                : aside.query("show binary logs").stream()
                        .mapToLong(file -> Long.parseLong(String.valueOf(file.get(1))))
                        .sum();
    }

    /** Writes to disk whatever was changed before: a measurement is not to pay for what came before it. */
    void settle() throws SQLException, InterruptedException {
        if (engine == Engine.POSTGRESQL) {
            aside.execute("checkpoint");
            return;
        }
        Object usual =
                aside.query("select @@global.innodb_max_dirty_pages_pct").get(0).get(0);
        aside.execute("set global innodb_max_dirty_pages_pct = 0");
        while (number("show global status like 'Innodb_buffer_pool_pages_dirty'", 1) > 0) {
            Thread.sleep(20);
        }
        aside.execute("set global innodb_max_dirty_pages_pct = " + usual);
    }

    private long number(String query, int column) throws SQLException {
        return Long.parseLong(String.valueOf(aside.query(query).get(0).get(column)));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
