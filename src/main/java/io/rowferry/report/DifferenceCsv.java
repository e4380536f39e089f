package io.rowferry.report;

import io.rowferry.verify.Difference;
import io.rowferry.verify.DifferenceSink;
import io.rowferry.verify.TableComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * The differences of a table as CSV, as they are found: a line for each column of a row that differs, one for a row that
 * only one side has. NULL is nothing between two commas, an empty text is {@code ""}. One thread.
 */
public final class DifferenceCsv implements DifferenceSink {
    /** NULL is nothing, an empty text is {@code ""}, in both directions. */
    public static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .get();

    private final PrintWriter out;
    private final boolean keysOnly;

    /**
     * Writes the line of names.
     *
     * @param key the names of the key's columns
     * @param keysOnly whether only to name the rows
     */
    public DifferenceCsv(PrintWriter out, List<String> key, boolean keysOnly) {
        this.out = out;
        this.keysOnly = keysOnly;
        List<@Nullable String> names = new ArrayList<>(List.of("kind"));
        names.addAll(key);
        if (!keysOnly) {
            names.addAll(List.of("column", "source", "target"));
        }
        print(names);
    }

    @Override
    public void accept(TableComparison table, Difference difference) {
        if (keysOnly) {
            print(difference, List.of());
        } else if (difference.changes().isEmpty()) {
            List<@Nullable String> nothing = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                nothing.add(null);
            }
            print(difference, nothing);
        }
        for (Difference.Change change : keysOnly ? List.<Difference.Change>of() : difference.changes()) {
            List<@Nullable String> values = new ArrayList<>();
            values.add(change.column());
            values.add(change.source());
            values.add(change.target());
            print(difference, values);
        }
    }

    private void print(Difference difference, List<@Nullable String> values) {
        List<@Nullable String> line = new ArrayList<>(List.of(difference.kind().sign()));
        line.addAll(difference.key());
        line.addAll(values);
        print(line);
    }

    private void print(List<@Nullable String> line) {
        try {
            FORMAT.printRecord(out, line.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("a writer of characters does not fail", e);
        }
    }
}
