/**
 * What a job file says, checked, with the place of every mistake.
 *
 * <p>In comes a YAML file and the environment its secrets come from; out goes a {@link io.rowferry.job.Job}, immutable
 * and complete, or one failure that lists every problem. Never connects to anything, never asks a database whether a
 * name exists, and never shows a secret: not in a message, not in a {@code toString}.
 */
@NullMarked
package io.rowferry.job;

import org.jspecify.annotations.NullMarked;
