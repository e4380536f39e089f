package io.rowferry.verify;

import io.rowferry.database.Engine;
import io.rowferry.shape.Shape;
import io.rowferry.table.TextHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A row's hash, out of what its server has hashed and the values that are compared here. One thread. */
final class WholeHash {
    private static final long SLICE = (1L << (8 * Engine.SLICE_BYTES)) - 1;

    private final TableComparison table;
    private final ComparedSide side;
    private final boolean onSource;
    private final Shape masks;
    private final TextHash digest = new TextHash();

    WholeHash(TableComparison table, ComparedSide side, boolean onSource) {
        this.table = table;
        this.side = side;
        this.onSource = onSource;
        this.masks = side.part().get();
    }

    /** @param values of the columns that are compared here, in their order; without any, the server's hash is all */
    RowHash of(RowHash hash, @Nullable String[] values) {
        if (values.length == 0) {
            return hash;
        }
        @Nullable String[] masked = masks.of(values);
        digest.add(Long.toString(hash.first()));
        digest.add(Long.toString(hash.second()));
        for (int i = 0; i < masked.length; i++) {
            digest.add(table.form(side.byMeaning().get(i), masked[i], onSource));
        }
        ByteBuffer bytes = ByteBuffer.wrap(digest.end());
        return new RowHash(bytes.getLong() & SLICE, bytes.getLong() & SLICE);
    }
}
