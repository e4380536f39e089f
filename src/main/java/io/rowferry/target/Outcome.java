package io.rowferry.target;

import io.rowferry.table.Part;
import io.rowferry.table.RowCounts;
import java.util.List;

/**
 * What became of one batch.
 *
 * @param fresh false when the ledger had it already and no row was touched
 * @param counts of this application; nothing when it was not fresh. Refused rows count as pending, once; what becomes of them
 *     later takes them off again
 * @param unsent parts of it, or itself for another attempt, that the bus has not accepted yet
 */
public record Outcome(boolean fresh, RowCounts counts, List<Part> unsent) {}
