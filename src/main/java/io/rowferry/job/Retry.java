package io.rowferry.job;

import java.time.Duration;

/**
 * How rows are tried again that the target refuses for what time may heal: a missing parent, a unique value that is on its
 * way from one row to another.
 *
 * @param attempts how often, before they are rejected
 * @param first how long they wait before the first of these
 * @param factor how much longer before each further one
 */
public record Retry(int attempts, Duration first, double factor) {
    /** What holds where nothing is said. */
    public static final Retry DEFAULT = new Retry(3, Duration.ofSeconds(10), 2);
}
