package io.rowferry.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A way in which the broker misbehaves on purpose, so that clients can be rehearsed.
 *
 * @param queue the queue that it happens to, its dead-letter queue included; null for all
 * @param after so many occasions are passed over first
 * @param every of the following occasions, each so-many-th counts
 * @param rate the chance of those, above 0 to 1, drawn from the seed it is armed with
 * @param times it happens so often at the most
 * @param time how long a delay lasts, the client is not read, or a lock may live
 * @param condition what a send or a transaction is refused with
 */
public record Fault(
        Kind kind,
        @Nullable String queue,
        long after,
        long every,
        double rate,
        long times,
        Duration time,
        String condition) {

    /** What happens; the occasions in parentheses. */
    public enum Kind {
        /** The connection is cut without a word (messages, either way). */
        CUT,
        /** A send is refused and not done (sends). */
        REFUSE,
        /** The same with {@code com.microsoft:server-busy}: the client waits and tries again (sends). */
        THROTTLE,
        /** The same with {@code amqp:resource-limit-exceeded}: the queue is full (sends). */
        FULL,
        /** What was done is acknowledged later (sends and settlements). */
        DELAY,
        /** What was done is never acknowledged (sends and settlements). */
        LOSE_ACK,
        /** A settlement is never done nor answered, as if it had been lost on the way (settlements). */
        LOSE_SETTLEMENT,
        /** A message is stored twice, as a client's second try does where nothing detects duplicates (sends). */
        TWICE,
        /** A message's lock, or its session's, ends early (messages received under a lock). */
        EXPIRE_LOCK,
        /** Nothing more is read from the connection for a while (messages, either way). */
        STOP_READING,
        /** A transaction is not begun, as in a namespace that has none (transactions, which are of no queue). */
        NO_TRANSACTIONS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Fault {
        queue = queue == null ? null : queue.toLowerCase(Locale.ROOT);
        if (after < 0 || every < 1 || times < 1 || !(rate > 0 && rate <= 1) || time.isNegative()) {
            throw new IllegalArgumentException(
                    "a fault needs after from 0, every and times from 1, rate above 0 up to 1, and no time below 0");
        }
    }

    /** On every occasion in every queue, with the time and condition that suit the kind. */
    public static Fault of(Kind kind) {
        Duration time = switch (kind) {
            case DELAY -> Duration.ofSeconds(1);
            case STOP_READING -> Duration.ofSeconds(30);
            default -> Duration.ZERO;
        };
        String condition = switch (kind) {
            case THROTTLE -> "com.microsoft:server-busy";
            case FULL -> "amqp:resource-limit-exceeded";
            case NO_TRANSACTIONS -> "amqp:not-allowed";
            default -> "amqp:internal-error";
        };
        return new Fault(kind, null, 0, 1, 1, Long.MAX_VALUE, time, condition);
    }

    /**
     * Reads {@code kind} or {@code kind:key=value,…}, such as {@code lose-ack:queue=orders,at=3} or
     * {@code throttle:rate=0.1,times=20}. The keys: {@code queue}, {@code at} (the n-th occasion, once), {@code after},
     * {@code every}, {@code rate}, {@code times}, {@code for} (a time such as {@code 500ms}, {@code 2s}, {@code 1m}) and
     * {@code condition}.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong and what is allowed
     */
    public static Fault parse(String text) {
        return new FaultText(text).read();
    }

    Fault withQueue(String name) {
        return new Fault(kind, name, after, every, rate, times, time, condition);
    }

    Fault withAfter(long occasions) {
        return new Fault(kind, queue, occasions, every, rate, times, time, condition);
    }

    Fault withEvery(long occasions) {
        return new Fault(kind, queue, after, occasions, rate, times, time, condition);
    }

    Fault withRate(double chance) {
        return new Fault(kind, queue, after, every, chance, times, time, condition);
    }

    Fault withTimes(long most) {
        return new Fault(kind, queue, after, every, rate, most, time, condition);
    }

    Fault withTime(Duration duration) {
        return new Fault(kind, queue, after, every, rate, times, duration, condition);
    }

    Fault withCondition(String symbol) {
        return new Fault(kind, queue, after, every, rate, times, time, symbol);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        Fault plain = of(kind);
        List<String> settings = new ArrayList<>();
        if (queue != null) {
            settings.add("queue=" + queue);
        }
        if (after != plain.after) {
            settings.add("after=" + after);
        }
        if (every != plain.every) {
            settings.add("every=" + every);
        }
        if (rate != plain.rate) {
            settings.add("rate=" + rate);
        }
        if (times != plain.times) {
            settings.add("times=" + times);
        }
        if (!time.equals(plain.time)) {
            settings.add("for=" + time.toMillis() + "ms");
        }
        if (!condition.equals(plain.condition)) {
            settings.add("condition=" + condition);
        }
        return settings.isEmpty() ? kind.toString() : kind + ":" + String.join(",", settings);
    }
}
