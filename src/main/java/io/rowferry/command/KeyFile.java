package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The keys of rows in a CSV file, one row a line, with or without a line of column names above. */
final class KeyFile implements Iterator<List<String>>, AutoCloseable {
    private final String name;
    private final List<String> columns;
    private final CSVParser parser;
    private final Iterator<CSVRecord> lines;
    private boolean first = true;

    /**
     * Opens it.
     *
     * @param name of a file, or {@code -} for standard input
     * @param columns the key's, in its order
     */
    KeyFile(String name, List<String> columns) {
        this.name = name;
        this.columns = columns;
        try {
            InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name));
            Reader text = new InputStreamReader(in, StandardCharsets.UTF_8);
            this.parser =
                    CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(text);
            this.lines = parser.iterator();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public boolean hasNext() {
        try {
            return lines.hasNext();
        } catch (UncheckedIOException | IllegalStateException e) {
            throw unreadable(e);
        }
    }

    @Override
    public List<String> next() {
        CSVRecord line = lines.next();
        if (first && line.toList().equals(columns) && hasNext()) {
            line = lines.next();
        }
        first = false;
        if (line.size() != columns.size()) {
            throw new Failure(
                    ExitCode.USAGE,
                    name + " has " + line.size() + " values in row " + line.getRecordNumber() + ", and the key has "
                            + columns.size() + " columns: " + String.join(", ", columns),
                    "Write one row a line, values in this order with commas between. What came before was sent.");
        }
        return line.toList();
    }

    private Failure unreadable(Exception e) {
        return new Failure(
                ExitCode.USAGE,
                "--keys " + name + " cannot be read: " + e.getMessage(),
                "Give a CSV file with the key's columns, or - for standard input.",
                e);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
