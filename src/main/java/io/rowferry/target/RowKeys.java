package io.rowferry.target;

import io.rowferry.table.Column;
import io.rowferry.table.TextHash;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of a batch's rows. One thread. */
final class RowKeys {
    private final List<Integer> places;
    private final TextHash hash = new TextHash();

    RowKeys(RowsToWrite batch) {
        List<String> names = batch.columns().stream().map(Column::name).toList();
        this.places = batch.key().stream().map(names::indexOf).toList();
    }

    /** For people: the texts, joined by commas. */
    String words(@Nullable String[] row) {
        return places.stream()
                .map(place -> String.valueOf(row[place]).replace("\0", "\\0"))
                .collect(Collectors.joining(","));
    }

    /** Stands for the key in the ledger, and so is never to change: {@link TextHash} of its texts, in hex. */
    String hash(@Nullable String[] row) {
        places.forEach(place -> hash.add(row[place]));
        return HexFormat.of().formatHex(hash.end());
    }
}
