/**
 * What will be carried: columns and types, versions, keys, the order of foreign keys. In: a job and both databases'
 * catalogs. Out: a plan, or one failure that names every reason why there is none. Never reads a row.
 */
@NullMarked
package io.rowferry.plan;

import org.jspecify.annotations.NullMarked;
