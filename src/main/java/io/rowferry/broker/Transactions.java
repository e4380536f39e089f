package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.types.Binary;
import org.jspecify.annotations.Nullable;

/** The transactions that one client has open. */
final class Transactions {
    /** What bounds the memory that a client takes by declaring and never discharging. */
    private static final int MOST_OPEN = 1_000;

    private static final long MOST_BYTES = 64 << 20;

    private static final int ID_BYTES = 16;

    private final Map<UUID, Transaction> open = new LinkedHashMap<>();

    /** Null when the client has too many. */
    @Nullable
    Transaction declare(Session session) {
        if (open.size() >= MOST_OPEN
                || open.values().stream().mapToLong(Transaction::bytes).sum() > MOST_BYTES) {
            return null;
        }
        Transaction transaction = new Transaction(UUID.randomUUID(), session);
        open.put(transaction.id(), transaction);
        return transaction;
    }

    /** Null when it was never declared here, or has ended. */
    @Nullable
    Transaction find(@Nullable Binary id) {
        if (id == null || id.getLength() != ID_BYTES) {
            return null;
        }
        ByteBuffer bytes = id.asByteBuffer(); // the library's Binary is no key for a map: its hash code changes
        return open.get(new UUID(bytes.getLong(), bytes.getLong()));
    }

    void ended(Transaction transaction) {
        open.remove(transaction.id());
    }

    /** Rolls back what takes too long. */
    void tick(long now) {
        Iterator<Transaction> all = open.values().iterator();
        while (all.hasNext()) {
            Transaction transaction = all.next();
            if (transaction.endsAt() <= now) {
                transaction.rollBack();
                all.remove();
            }
        }
    }

    /** Rolls back what was declared on a link that is gone. */
    void rollBack(Iterable<Transaction> declared) {
        for (Transaction transaction : declared) {
            if (open.remove(transaction.id(), transaction)) {
                transaction.rollBack();
            }
        }
    }
}
