package io.rowferry.verify;

import io.rowferry.job.VerifyRules;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How to compare.
 *
 * @param depth how far to go
 * @param maxDiffs after how many differences of a table to go on to the next one; null for never
 * @param rules what the job says
 * @param isOver whether to stop at the next edge from which it can be gone on
 */
public record Settings(Depth depth, @Nullable Long maxDiffs, VerifyRules rules, BooleanSupplier isOver) {}
