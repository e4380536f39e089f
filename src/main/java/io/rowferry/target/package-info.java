/**
 * One lane's batches, one transaction: the guarded rows and deletes, the isolation of bad ones, the ledger's record of
 * both. In: rows as canonical text with their orders. Out: outcomes. Never talks to the bus, never retries an outage.
 */
@NullMarked
package io.rowferry.target;

import org.jspecify.annotations.NullMarked;
