package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues by name: those found on disk, those named by the settings, and those made on first use. */
final class Namespace {
    private static final Logger LOG = LoggerFactory.getLogger(Namespace.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._/-]{0,258}[a-z0-9])?");
    private static final Pattern OF_A_TOPIC = Pattern.compile(".*/subscriptions/.*");

    /** As many as a namespace of the Standard tier has; more are not made on first use. */
    private static final int MOST_QUEUES = 10_000;

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final int maxMessageBytes;
    private final @Nullable QueueSettings autoCreated;
    private final Map<String, Queue> queues = new HashMap<>();
    private int nextId;

    /** {@code autoCreated} is null when queues are not made on first use. */
    Namespace(
            Database database, Journal journal, Clock clock, @Nullable QueueSettings autoCreated, int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.database = database;
        this.journal = journal;
        this.clock = clock;
        this.autoCreated = autoCreated;
    }

    /** Opens the queues on disk and makes those that are wanted, once. */
    void open(Map<String, QueueSettings> named) throws BrokerStartException {
        Map<String, QueueSettings> wanted = new HashMap<>();
        named.forEach((name, queue) -> wanted.put(name.toLowerCase(Locale.ROOT), queue));
        for (Map.Entry<String, QueueDefinition> each : read().entrySet()) {
            QueueDefinition definition = each.getValue();
            QueueSettings now = wanted.remove(each.getKey());
            if (now != null) {
                definition = redefine(each.getKey(), definition, now);
            }
            open(each.getKey(), definition);
        }
        if (database.isOlder()) {
            journal.changes().put(StoreKeys.VERSION, new byte[] {Database.FORMAT});
        }
        wanted.forEach(this::create);
    }

    /** The queue or dead-letter queue at an address, made if that is allowed; null when there is none. */
    @Nullable
    Queue find(Address address) {
        Queue queue = queues.get(address.queue());
        if (queue == null && autoCreated != null && queues.size() < MOST_QUEUES && isName(address.queue())) {
            queue = create(address.queue(), autoCreated);
        }
        return queue == null || !address.deadLetters() ? queue : queue.deadLetters();
    }

    /** Runs the action once everything that changed so far, in whichever queue, is on disk. */
    void whenDurable(Runnable action) {
        journal.whenDurable(action);
    }

    /** Without the dead-letter queues. */
    Collection<Queue> queues() {
        return queues.values();
    }

    /** Whether a queue may be called so; in lower case. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !OF_A_TOPIC.matcher(name).matches();
    }

    private Map<String, QueueDefinition> read() {
        Map<String, QueueDefinition> found = new HashMap<>();
        database.scan(StoreKeys.QUEUES, StoreKeys.QUEUES, (key, value) -> {
            QueueDefinition definition = QueueDefinition.decode(value);
            found.put(new String(key, 1, key.length - 1, StandardCharsets.UTF_8), definition);
            nextId = Math.max(nextId, definition.id() + 1);
            return true;
        });
        return found;
    }

    private QueueDefinition redefine(String name, QueueDefinition found, QueueSettings wanted)
            throws BrokerStartException {
        if (found.settings().requiresSession() != wanted.requiresSession()) {
            throw new BrokerStartException(
                    "the queue '" + name + "' exists with RequiresSession="
                            + found.settings().requiresSession()
                            + "; that cannot be changed. Choose another name or another data folder",
                    null);
        }
        QueueDefinition definition = new QueueDefinition(found.id(), wanted);
        journal.changes().put(StoreKeys.queue(name), definition.encode());
        return definition;
    }

    private Queue create(String name, QueueSettings settings) {
        QueueDefinition definition = new QueueDefinition(nextId++, settings);
        journal.changes().put(StoreKeys.queue(name), definition.encode());
        LOG.info("queue {} made: {}", name, settings);
        return open(name, definition);
    }

    private Queue open(String name, QueueDefinition definition) {
        int id = 2 * definition.id();
        String below = name + "/$DeadLetterQueue";
        QueueSettings settings = definition.settings();
        Queue deadLetters =
                new Queue(below, settings.ofDeadLetters(), null, log(below, id + 1, false), clock, maxMessageBytes);
        Queue queue = new Queue(
                name, settings, deadLetters, log(name, id, settings.requiresSession()), clock, maxMessageBytes);
        deadLetters.recover(database.isOlder());
        queue.recover(database.isOlder());
        queues.put(name, queue);
        return queue;
    }

    private QueueLog log(String path, int id, boolean indexesSessions) {
        byte[] next = database.indexed(StoreKeys.nextSequence(id));
        return new QueueLog(
                path,
                id,
                indexesSessions,
                database,
                journal,
                next == null ? 1 : ByteBuffer.wrap(next).getLong());
    }
}
