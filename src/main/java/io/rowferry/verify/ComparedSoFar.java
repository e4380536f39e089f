package io.rowferry.verify;

import io.rowferry.table.TableName;

/**
 * How far the comparison of a table has got.
 *
 * @param rows of the source that were compared
 * @param differences found so far
 */
public record ComparedSoFar(TableName table, long rows, long differences) {}
