package io.rowferry.survey;

import java.time.Instant;

/**
 * A role of the job that a run holds, so that no other run takes it.
 *
 * @param role the command
 * @param holder as the run calls itself
 */
public record HeldLock(String role, String holder, Instant since) {}
