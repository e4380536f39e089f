/**
 * The vocabulary: what a table, column, key, row, batch, lane and order are, so that every stage means the same by the
 * same word.
 *
 * <p>Values only, complete and checked when they are made. In come texts and numbers, out go records. Never does
 * anything: no SQL, no files, no clock, and no import but the JDK's.
 */
@NullMarked
package io.rowferry.table;

import org.jspecify.annotations.NullMarked;
