/**
 * Counts, checksums and differences. In: a plan and both databases. Out: a verdict for each table. Shares no code with
 * writing, so that a mistake there cannot hide itself here, and never calls different data equal.
 */
@NullMarked
package io.rowferry.verify;

import org.jspecify.annotations.NullMarked;
