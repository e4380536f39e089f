/**
 * What scripts/bench runs: rowferry beside the same work done by hand, on the same servers in the same run, so that only
 * ratios count. Not tests: nothing here is asserted.
 */
@NullMarked
package io.rowferry.bench;

import org.jspecify.annotations.NullMarked;
