package io.rowferry.scenario;

import io.rowferry.servers.Engine;
import io.rowferry.servers.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes rows of its own: with PostgreSQL's {@code now()}, the beginning of the transaction, two writers of one row could
 * leave it with the lower of their stamps, which no reader could tell from an older version.
 */
final class RandomWriter {
    /** How many each writer has of its own: writer, writer + writers and so on. */
    static final int KEYS = 40;

    private final TestDatabase database;
    private final int own;
    private final int writers;
    private final Random random;
    private final boolean postgres;

    RandomWriter(TestDatabase database, int own, int writers, long seed) {
        this.database = database;
        this.own = own;
        this.writers = writers;
        this.random = new Random(seed);
        this.postgres = database.engine() == Engine.POSTGRESQL;
    }

    /** Runs transactions until it is told to stop; the last one ends first. */
    Void write(AtomicBoolean stop) throws SQLException, InterruptedException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!stop.get()) {
                try {
                    transaction(statement, stop);
                    if (random.nextInt(4) > 0) {
                        connection.commit();
                    }
                } catch (SQLTransactionRollbackException e) {
                    // A deadlock with another writer is one more way to roll back.
                }
                connection.rollback();
            }
        }
        return null;
    }

    private void transaction(Statement statement, AtomicBoolean stop) throws SQLException, InterruptedException {
        int statements = 1 + random.nextInt(4);
        for (int i = 0; i < statements; i++) {
            statement.execute(change());
            pause(stop);
        }
    }

    private void pause(AtomicBoolean stop) throws InterruptedException {
        int longest = random.nextInt(12) == 0 ? 2_000 : 60;
        long end = System.nanoTime() + random.nextInt(longest) * 1_000_000L;
        while (!stop.get() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
    }

    private String change() {
        String now = postgres ? "now()" : "now(6)";
        int key = key();
        return switch (random.nextInt(8)) {
            case 0 -> "delete from orders where id = " + key;
            case 1 -> move(key, key(), now);
            default ->
                "insert into orders (id, amount, note, updated_at) values (" + key + ", " + random.nextInt(1_000)
                        + ", '" + Long.toString(random.nextLong(), 36) + "', " + now + ")"
                        + (postgres
                                ? " on conflict (id) do update set amount = excluded.amount, note = excluded.note,"
                                : " on duplicate key update amount = values(amount), note = values(note),")
                        + " updated_at = " + now;
        };
    }

    /** Under a key that is free. */
    private static String move(int from, int to, String now) {
        return "update orders set id = " + to + ", updated_at = " + now + " where id = " + from
                + " and not exists (select 1 from (select id from orders) taken where taken.id = " + to + ")";
    }

    private int key() {
        return own + writers * random.nextInt(KEYS);
    }
}
