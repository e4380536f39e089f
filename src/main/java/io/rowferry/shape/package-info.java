/**
 * What leaves the source's process: which columns, and what takes the place of masked values. In: rows as they were read.
 * Out: rows as messages have them. Never reads or sends anything, never keeps a row, and no value that is dropped or masked
 * gets into a message, an error or a log.
 */
@NullMarked
package io.rowferry.shape;

import org.jspecify.annotations.NullMarked;
