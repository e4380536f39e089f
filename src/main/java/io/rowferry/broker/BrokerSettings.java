package io.rowferry.broker;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a broker runs.
 *
 * @param address where it listens; there is no authentication, so anything but loopback is for closed networks
 * @param port 0 for any free one, see {@link Broker#port()}
 * @param data the folder of its queues, made if missing; one broker at a time
 * @param queues queues by name that must be there, with their settings, which replace those on disk
 * @param autoCreated settings of queues made on first use; null to refuse names that are not known
 * @param maxMessageBytes largest message or batch that is taken, 262144 in the Standard tier
 * @param clock for everything that is seen in queues: enqueued times, locks, expiry, schedules
 * @param stopWhenIdle the broker ends after so long without a connection; null for never
 * @param synced whether changes reach the disk before they are acknowledged; false is for measuring only what that costs:
 *     with the machine, what was acknowledged in the last seconds may be lost
 */
public record BrokerSettings(
        InetAddress address,
        int port,
        Path data,
        Map<String, QueueSettings> queues,
        @Nullable QueueSettings autoCreated,
        int maxMessageBytes,
        Clock clock,
        @Nullable Duration stopWhenIdle,
        boolean synced) {
    /** The largest message of the Standard tier. */
    public static final int STANDARD_MESSAGE_BYTES = 262_144;

    public BrokerSettings {
        queues = Map.copyOf(queues);
    }

    /** On loopback, any port, queues made on first use as rowferry wants them, never ending by itself. */
    public static BrokerSettings in(Path data, Clock clock) {
        return new BrokerSettings(
                InetAddress.getLoopbackAddress(),
                0,
                data,
                Map.of(),
                QueueSettings.OF_ROWFERRY,
                STANDARD_MESSAGE_BYTES,
                clock,
                null,
                true);
    }

    public BrokerSettings withAddress(InetAddress other) {
        return new BrokerSettings(other, port, data, queues, autoCreated, maxMessageBytes, clock, stopWhenIdle, synced);
    }

    public BrokerSettings withPort(int other) {
        return new BrokerSettings(
                address, other, data, queues, autoCreated, maxMessageBytes, clock, stopWhenIdle, synced);
    }

    public BrokerSettings withQueues(Map<String, QueueSettings> others) {
        return new BrokerSettings(
                address, port, data, others, autoCreated, maxMessageBytes, clock, stopWhenIdle, synced);
    }

    public BrokerSettings withAutoCreated(@Nullable QueueSettings settings) {
        return new BrokerSettings(address, port, data, queues, settings, maxMessageBytes, clock, stopWhenIdle, synced);
    }

    public BrokerSettings withMaxMessageBytes(int bytes) {
        return new BrokerSettings(address, port, data, queues, autoCreated, bytes, clock, stopWhenIdle, synced);
    }

    public BrokerSettings withClock(Clock other) {
        return new BrokerSettings(
                address, port, data, queues, autoCreated, maxMessageBytes, other, stopWhenIdle, synced);
    }

    public BrokerSettings withStopWhenIdle(@Nullable Duration duration) {
        return new BrokerSettings(address, port, data, queues, autoCreated, maxMessageBytes, clock, duration, synced);
    }

    /** For measuring only: see {@link #synced}. */
    public BrokerSettings withoutSyncing() {
        return new BrokerSettings(
                address, port, data, queues, autoCreated, maxMessageBytes, clock, stopWhenIdle, false);
    }
}
