package io.rowferry.replay;

import io.rowferry.bus.BusAddress;
import io.rowferry.bus.DeadLetterQueue;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a replay is put together from. Everything stays the caller's to close.
 *
 * @param from whose dead letters they are
 * @param to the queue that their copies go into
 * @param queue the same dead letters, to look at
 * @param target null when the replay ends with what the bus has accepted
 * @param over whether the time for it is over
 */
public record ReplayParts(
        BusAddress from,
        BusAddress to,
        DeadLetterQueue queue,
        @Nullable Target target,
        Audit audit,
        BooleanSupplier over,
        Clock clock) {}
