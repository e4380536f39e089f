package io.rowferry.command;

import io.rowferry.report.DifferenceCsv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Rows in a CSV file, for more of them than memory should hold: written once, then read any number of times. */
final class RowFile implements AutoCloseable {
    private final Path file;
    private final Writer writer;
    private long rows;
    private boolean closed;

    RowFile(Path file) {
        this.file = file;
        try {
            this.writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void add(List<? extends @Nullable String> row) {
        try {
            DifferenceCsv.FORMAT.printRecord(writer, row.toArray());
            rows++;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** How many rows were added. */
    long rows() {
        return rows;
    }

    Path path() {
        return file;
    }

    /** Ends the writing, so that it can be read. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void delete() {
        close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * What is made of the rows, without those that nothing is made of.
     *
     * @param made null to leave a row out
     */
    <T> Iterable<T> read(Function<@Nullable String[], @Nullable T> made) {
        return () -> new Reading<>(made);
    }

    private final class Reading<T> implements Iterator<T> {
        private final Function<@Nullable String[], @Nullable T> made;
        private final CSVParser parser;
        private final Iterator<CSVRecord> records;
        private @Nullable T next;

        Reading(Function<@Nullable String[], @Nullable T> made) {
            this.made = made;
            try {
                parser = CSVParser.parse(file, StandardCharsets.UTF_8, DifferenceCsv.FORMAT);
            } catch (IOException e) {
                throw failed(e);
            }
            records = parser.iterator();
        }

        @Override
        public boolean hasNext() {
            while (next == null && records.hasNext()) {
                next = made.apply(records.next().values());
            }
            if (next == null) {
                end();
            }
            return next != null;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            T found = next;
            next = null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            return found;
        }

        private void end() {
            try {
                parser.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(file + " cannot be written or read", e);
    }

    /** Some neighbouring values of a row that are all there. */
    static List<String> part(@Nullable String[] row, int from, int to) {
        return Arrays.stream(row, from, to).map(String::valueOf).toList();
    }
}
