/**
 * What is done: runs, lanes, applied batches, refused rows, deleted keys. In: what happened, told inside the transaction
 * that made it happen. Out: what need not happen again, and the counts that every report is made of. Never writes rows of
 * a job's tables.
 */
@NullMarked
package io.rowferry.ledger;

import org.jspecify.annotations.NullMarked;
