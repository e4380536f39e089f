package io.rowferry.verify;

import java.math.BigInteger;

/**
 * Rows as one value that does not depend on their order: how many there are, and the sums of two slices of each row's
 * hash. Sums, since equal rows cancel each other out under XOR.
 */
record Checksum(long rows, BigInteger first, BigInteger second) {
    static final Checksum NONE = new Checksum(0, BigInteger.ZERO, BigInteger.ZERO);

    Checksum plus(Checksum more) {
        return new Checksum(rows + more.rows, first.add(more.first), second.add(more.second));
    }

    Checksum plus(RowHash row) {
        return new Checksum(
                rows + 1, first.add(BigInteger.valueOf(row.first())), second.add(BigInteger.valueOf(row.second())));
    }
}
