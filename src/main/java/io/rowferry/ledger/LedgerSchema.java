package io.rowferry.ledger;

import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Makes rowferry's own tables where they are missing. */
public final class LedgerSchema {
    static final int JOB = 64;
    static final int HASH = 64;
    static final int TABLE = 255;
    static final int WORDS = 1_000;

    private LedgerSchema() {}

    /**
     * Safe to run at any time, by any number of processes at once.
     *
     * @throws io.rowferry.Failure when the login may not create tables
     */
    public static void prepare(Database database) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements(database.engine())) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw database.failure("creating rowferry's ledger tables", e);
        }
    }

    private static List<String> statements(Engine engine) {
        List<String> statements = new ArrayList<>(engine.prepareLedger());
        String job = "job " + engine.ledgerText(JOB) + " NOT NULL";
        String table = "table_name " + engine.ledgerText(TABLE) + " NOT NULL";
        String hash = engine.ledgerText(HASH) + " NOT NULL";
        String words = engine.ledgerText(WORDS) + " NOT NULL";
        String short32 = engine.ledgerText(32);
        statements.add(
                create(engine, "jobs", job + ", last_run bigint NOT NULL, lanes int NOT NULL, PRIMARY KEY (job)"));
        statements.add(create(
                engine,
                "shapes",
                job + ", " + table + ", shape " + engine.ledgerLongText()
                        + " NOT NULL, PRIMARY KEY (job, table_name)"));
        statements.add(create(
                engine,
                "locks",
                job + ", role " + short32 + " NOT NULL, holder " + engine.ledgerText(TABLE) + " NOT NULL, since "
                        + short32 + " NOT NULL, PRIMARY KEY (job, role)"));
        statements.add(create(
                engine, "horizons", job + ", horizon " + engine.ledgerLongText() + " NOT NULL, PRIMARY KEY (job)"));
        statements.add(create(
                engine,
                "watermarks",
                job + ", " + table + ", watermark " + short32 + " NOT NULL, sent " + engine.ledgerLongText()
                        + ", PRIMARY KEY (job, table_name)"));
        statements.add(create(
                engine,
                "copies",
                job + ", " + table + ", signature " + words + ", horizon " + short32 + " NOT NULL, reached "
                        + engine.ledgerLongText() + " NOT NULL, PRIMARY KEY (job, table_name)"));
        statements.add(create(
                engine,
                "proofs",
                job + ", " + table + ", proven_at " + short32 + " NOT NULL, PRIMARY KEY (job, table_name)"));
        statements.add(create(
                engine,
                "comparisons",
                job + ", " + table + ", reached " + engine.ledgerLongText()
                        + " NOT NULL, PRIMARY KEY (job, table_name)"));
        statements.add(
                create(engine, "owed", job + ", run bigint NOT NULL, sent bigint NOT NULL, PRIMARY KEY (job, run)"));
        statements.add(create(
                engine,
                "runs",
                job + ", run bigint NOT NULL, name " + engine.ledgerText(JOB) + " NOT NULL, command " + short32
                        + " NOT NULL, started_at " + short32 + " NOT NULL, ended_at " + short32
                        + ", exit_code int, PRIMARY KEY (job, run)"));
        statements.add(create(
                engine,
                "whole_reads",
                job + ", " + table + ", command " + short32
                        + " NOT NULL, run bigint NOT NULL, PRIMARY KEY (job, table_name, command)"));
        statements.add(create(
                engine,
                "lanes",
                job + ", lane int NOT NULL, run bigint NOT NULL, sequence bigint NOT NULL, PRIMARY KEY (job, lane)"));
        statements.add(create(
                engine,
                "lane_orders",
                job + ", lane int NOT NULL, " + table
                        + ", run bigint NOT NULL, sequence bigint NOT NULL, PRIMARY KEY (job, lane, table_name)"));
        statements.add(create(
                engine,
                "batches",
                "id " + hash + ", " + job + ", lane int NOT NULL, run bigint NOT NULL, sequence bigint NOT NULL, "
                        + table + ", checksum " + hash + ", applied int NOT NULL, unchanged int NOT NULL,"
                        + " stale int NOT NULL, deleted int NOT NULL, rejected int NOT NULL, at " + short32
                        + " NOT NULL, PRIMARY KEY (id)"));
        statements.add(create(
                engine,
                "rejected",
                job + ", lane int NOT NULL, key_hash " + hash + ", part_id " + hash
                        + ", ordinal int NOT NULL, batch_id "
                        + hash + ", batch_ordinal int NOT NULL, run bigint NOT NULL, sequence bigint NOT NULL, " + table
                        + ", row_key " + words + ", reason " + short32 + " NOT NULL, words " + words
                        + ", attempt int NOT NULL, sent smallint NOT NULL, superseded smallint NOT NULL,"
                        + " state smallint NOT NULL, PRIMARY KEY (job, lane, key_hash, part_id, ordinal),"
                        + " UNIQUE (part_id, ordinal), UNIQUE (batch_id, batch_ordinal)"));
        statements.add(create(
                engine,
                "counts",
                job + ", run bigint NOT NULL, lane int NOT NULL, " + table
                        + ", batches bigint NOT NULL, applied bigint NOT NULL,"
                        + " unchanged bigint NOT NULL, stale bigint NOT NULL, deleted bigint NOT NULL,"
                        + " dead_lettered bigint NOT NULL, pending bigint NOT NULL,"
                        + " PRIMARY KEY (job, run, lane, table_name)"));
        statements.add(create(
                engine,
                "replayed",
                job + ", id " + hash + ", replay int NOT NULL, applied bigint NOT NULL, unchanged bigint NOT NULL,"
                        + " stale bigint NOT NULL, deleted bigint NOT NULL, dead_lettered bigint NOT NULL,"
                        + " pending bigint NOT NULL, PRIMARY KEY (id, replay, job)"));
        statements.add(create(
                engine,
                "replay_audit",
                job + ", entry bigint NOT NULL, run " + engine.ledgerText(JOB) + " NOT NULL, at " + short32
                        + " NOT NULL, who " + engine.ledgerText(TABLE) + " NOT NULL, place "
                        + engine.ledgerText(TABLE) + " NOT NULL, deed " + short32 + " NOT NULL, filter " + words
                        + ", old_id " + engine.ledgerText(TABLE) + " NOT NULL, new_id " + engine.ledgerText(TABLE)
                        + ", outcome " + short32 + " NOT NULL, because " + words + ", PRIMARY KEY (job, run, entry)"));
        statements.add(create(
                engine,
                "manifests",
                job + ", run bigint NOT NULL, lane int NOT NULL, batches bigint NOT NULL,"
                        + " PRIMARY KEY (job, run, lane)"));
        statements.add(create(
                engine,
                "deletions",
                job + ", " + table + ", run bigint NOT NULL, sequence bigint NOT NULL, PRIMARY KEY (job, table_name)"));
        statements.add(create(
                engine,
                "tombstones",
                job + ", " + table + ", key_hash " + hash + ", row_key " + words + ", version "
                        + engine.ledgerText(WORDS) + ", run bigint NOT NULL, sequence bigint NOT NULL, at " + short32
                        + " NOT NULL, PRIMARY KEY (job, table_name, key_hash)"));
        return statements;
    }

    private static String create(Engine engine, String name, String columns) {
        return "CREATE TABLE IF NOT EXISTS " + engine.ledgerTable(name) + " (" + columns + ")";
    }
}
