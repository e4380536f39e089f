package io.rowferry.report;

import java.time.Duration;
import java.time.Instant;

/**
 * What every result begins with.
 *
 * @param command as it is typed
 */
public record Heading(String job, String command, Instant startedAt, Duration elapsed) {}
