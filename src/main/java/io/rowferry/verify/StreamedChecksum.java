package io.rowferry.verify;

import io.rowferry.source.KeyRange;
import io.rowferry.source.Selection;
import io.rowferry.source.Snapshot;
import io.rowferry.source.Snapshot.Ranges;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checksum of a table's key and of the columns that no server can be asked to compare, computed here. One thread. */
final class StreamedChecksum {
    private static final int SLICE_BYTES = 16;

    private final StreamedSide side;
    private final MessageDigest digest;
    private Checksum sum = Checksum.NONE;

    private StreamedChecksum(StreamedSide side) {
        this.side = side;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads one side of a table. */
    static Checksum of(Snapshot snapshot, StreamedSide side) throws InterruptedException {
        StreamedChecksum checksum = new StreamedChecksum(side);
        Selection selection = side.selection();
        Ranges ranges = snapshot.ranges(selection, null);
        for (Optional<KeyRange> range = ranges.next(taken -> {}); range.isPresent(); range = ranges.next(taken -> {})) {
            snapshot.read(0, selection, range.get(), checksum::add);
        }
        return checksum.sum;
    }

    private void add(@Nullable String[] row) {
        for (String form : side.forms(row)) {
            if (form == null) {
                digest.update((byte) 'N');
                continue;
            }
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
