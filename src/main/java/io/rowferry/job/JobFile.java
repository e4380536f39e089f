package io.rowferry.job;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.nio.file.Path;
import java.util.Map;

/** Reads a job file: the one place where what a user wrote becomes a {@link Job}. */
public final class JobFile {
    private JobFile() {}

    /**
     * Reads and checks a job file.
     *
     * @param environment what {@code ${NAME}} in the file refers to
     * @throws Failure with {@link ExitCode#USAGE} naming every problem, one per line, each as
     *     {@code file:line:column  sentence}, in the file's order
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static Job read(Path file, Map<String, String> environment) {
        throw new Failure(ExitCode.USAGE, file + " cannot be read yet", "Wait for the parser.");
    }
}
