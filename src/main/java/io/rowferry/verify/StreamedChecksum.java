package io.rowferry.verify;

import io.rowferry.plan.TablePlan;
import io.rowferry.source.KeyRange;
import io.rowferry.source.Selection;
import io.rowferry.source.Snapshot;
import io.rowferry.source.Snapshot.Ranges;
import io.rowferry.table.Column;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checksum of a table's key and of the columns compared by meaning, computed here, row by row. One thread. */
final class StreamedChecksum {
    private static final int SLICE_BYTES = 16;

    private final List<Column> own;
    private final List<Column> other;
    private final MessageDigest digest;
    private Checksum sum = Checksum.NONE;

    private StreamedChecksum(List<Column> own, List<Column> other) {
        this.own = own;
        this.other = other;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Reads one side of a table.
     *
     * @param own the columns to read, as that side has them
     * @param other the same columns as the other side has them
     */
    static Checksum of(Snapshot snapshot, TablePlan table, List<Column> own, List<Column> other)
            throws InterruptedException {
        StreamedChecksum checksum = new StreamedChecksum(own, other);
        List<Column> key =
                own.stream().filter(c -> table.key().contains(c.name())).toList();
        Selection selection = new Selection(table.table(), own, key);
        Ranges ranges = snapshot.ranges(selection);
        for (Optional<KeyRange> range = ranges.next(); range.isPresent(); range = ranges.next()) {
            snapshot.read(0, selection, range.get(), checksum::add);
        }
        return checksum.sum;
    }

    private void add(@Nullable String[] row) {
        for (int i = 0; i < row.length; i++) {
            String value = row[i];
            if (value == null) {
                digest.update((byte) 'N');
                continue;
            }
            String form = own.get(i).type().comparedByMeaning()
                    ? Meaning.of(value, own.get(i).type(), other.get(i).type())
                    : value;
            byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
        byte[] hash = digest.digest();
        sum = new Checksum(
                sum.rows() + 1,
                sum.first().add(new BigInteger(1, Arrays.copyOf(hash, SLICE_BYTES))),
                sum.second().add(new BigInteger(1, Arrays.copyOfRange(hash, SLICE_BYTES, hash.length))));
    }
}
