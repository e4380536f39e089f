package io.rowferry.servers;

import java.sql.SQLException;
import java.time.Duration;

/**
 * A logical subscription of a database to one table of another database of the same PostgreSQL, which must run with
 * {@code wal_level=logical}, as the shared one does. Both have the table; what the publisher's gets from now on, the
 * subscriber's gets. Whoever made the subscription closes it, or the server keeps its log for ever.
 *
 * @param name of the subscription, of its publication and of its slot
 */
public record Subscription(PostgresServer server, TestDatabase publisher, TestDatabase subscriber, String name)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The subscription, at work. */
    public static Subscription of(PostgresServer server, TestDatabase publisher, TestDatabase subscriber, String table)
            throws SQLException {
        String name = "of_" + subscriber.name();
        // Inside one server, "create subscription" would wait for ever for itself to end if it made the slot.
        publisher.execute(
                "create publication " + name + " for table " + table,
                "select pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
        subscriber.execute(
                """
                create subscription %1$s
                connection 'host=127.0.0.1 port=%2$d dbname=%3$s user=%4$s password=%5$s' publication %1$s
                with (create_slot = false, copy_data = false, synchronous_commit = on)
                """.formatted(name, server.port(), publisher.name(), publisher.user(), publisher.password()));
        return new Subscription(server, publisher, subscriber, name);
    }

    /**
     * Returns once the subscriber has all that the publisher had committed before the call. Throws IllegalStateException
     * when it has not within half a minute.
     */
    public void catchUp() throws SQLException {
        String confirmed = "select confirmed_flush_lsn >= '%s' from pg_replication_slots where slot_name = '%s'"
                .formatted(server.markInLog(), name);
        if (!new Condition(publisher, confirmed).comesTrue(PATIENCE)) {
            throw new IllegalStateException("the subscription " + name + " does not follow");
        }
    }

    /** The slot goes with the subscription. */
    @Override
    public void close() throws SQLException {
        subscriber.execute("drop subscription " + name);
        publisher.execute("drop publication " + name);
    }
}
