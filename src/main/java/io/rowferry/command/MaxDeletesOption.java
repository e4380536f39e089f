package io.rowferry.command;

import io.rowferry.sync.MaxDeletes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The breaker of deletes. */
final class MaxDeletesOption {
    @Option(
            names = "--max-deletes",
            paramLabel = "ROWS|SHARE%",
            converter = Converter.class,
            description = {
                "How many rows of a table may be deleted in one run: a number, or a share of the target's rows; default",
                "10%%, and at least 100. When more are gone, none is deleted, and the run ends with exit code 6."
            })
    private MaxDeletes most = MaxDeletes.DEFAULT;

    MaxDeletes most() {
        return most;
    }

    /** Reads it. */
    static final class Converter implements ITypeConverter<MaxDeletes> {
        @Override
        public MaxDeletes convert(String text) {
            MaxDeletes read = MaxDeletes.read(text);
            if (read == null) {
                throw new TypeConversionException(
                        "must be a number of rows or a share such as 10%, got \"" + text + "\"");
            }
            return read;
        }
    }
}
