/**
 * The sending half: read, deal into lanes, send, and wait until every row is accounted for. In: a plan. Out: a result of
 * counts. Never prints, never writes a row itself.
 */
@NullMarked
package io.rowferry.sync;

import org.jspecify.annotations.NullMarked;
