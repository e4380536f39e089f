package io.rowferry.job;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Job files written for one test, read by the real entry point. */
record JobText(Path folder, Map<String, String> environment) {
    /** The least that is a job; tests add to it or spoil it. */
    static final String MINIMAL = """
            job: orders
            source:
              url: jdbc:postgresql://crm-cn:5432/crm
              user: reader
              password: secret
            target:
              url: jdbc:mysql://crm-eu:3306/crm
              user: writer
              password: secret
            bus: local
            tables:
              - table: orders
            """;

    Job read(String yaml) {
        try {
            return JobFile.read(Files.writeString(folder.resolve("job.yaml"), yaml), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What reading fails with, the folder cut off each line. */
    String problems(String yaml) {
        try {
            throw new AssertionError("should have been refused, but was read as " + read(yaml));
        } catch (Failure failure) {
            if (failure.exitCode() != ExitCode.USAGE) {
                throw new AssertionError("should be a usage failure", failure);
            }
            return failure.what().replace(folder + "/", "");
        }
    }
}
