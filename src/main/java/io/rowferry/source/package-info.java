/**
 * Reads rows as canonical text, by key range, from one snapshot. In: what to select. Out: rows, to whoever takes them, as
 * fast as they are taken. Never writes, never keeps a row.
 */
@NullMarked
package io.rowferry.source;

import org.jspecify.annotations.NullMarked;
