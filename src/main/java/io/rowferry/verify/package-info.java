/**
 * Counts, checksums, rows that differ, and a repair as a plan. In: a plan, both databases, what the ledger tells of rows on
 * their way. Out: a verdict for each table, and the differences, to whoever takes them. Writes nothing, shares no code with
 * writing, so that a mistake there cannot hide itself here, and never calls different data equal.
 */
@NullMarked
package io.rowferry.verify;

import org.jspecify.annotations.NullMarked;
