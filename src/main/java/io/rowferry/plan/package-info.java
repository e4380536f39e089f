/**
 * What will be carried: columns and types, versions, keys, the order of foreign keys. In: a job and both databases'
 * catalogs. Out: a plan, which says everything that keeps it from being run, and the statements that a target needs before.
 * Never reads a row.
 */
@NullMarked
package io.rowferry.plan;

import org.jspecify.annotations.NullMarked;
