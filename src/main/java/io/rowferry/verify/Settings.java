package io.rowferry.verify;

import io.rowferry.job.VerifyRules;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to compare.
 *
 * @param route which two databases are compared
 * @param depth how far to go
 * @param maxDiffs after how many differences of a table to go on to the next one; null for never
 * @param rules what the job says
 * @param listener is told now and then how far a table's comparison has got
 * @param isOver whether to stop at the next edge from which it can be gone on
 */
public record Settings(
        String route,
        Depth depth,
        @Nullable Long maxDiffs,
        VerifyRules rules,
        Consumer<ComparedSoFar> listener,
        BooleanSupplier isOver) {}
