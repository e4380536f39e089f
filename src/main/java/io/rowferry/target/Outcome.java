package io.rowferry.target;

import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import java.util.List;

/**
 * What became of one batch.
 *
 * @param fresh false when the ledger had it already and no row was touched
 * @param counts of this application; nothing when it was not fresh. Refused rows count as pending
 * @param unsent refused rows whose parts the bus has not accepted yet, in the batch's order
 */
public record Outcome(boolean fresh, RowCounts counts, List<Rejection> unsent) {}
