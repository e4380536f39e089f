package io.rowferry.command;

import io.rowferry.job.Job;
import io.rowferry.job.JobFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** The job file that most commands take. It remembers the job, for the case that the command fails later. */
final class JobParameter {
    @Parameters(paramLabel = "JOB", description = "The job file.")
    private Path file;

    private @Nullable Job job;

    /** The job that a command has read, if it takes one and came that far. */
    static Optional<Job> readBy(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(JobParameter.class::isInstance)
                .map(JobParameter.class::cast)
                .findFirst()
                .flatMap(parameter -> Optional.ofNullable(parameter.job));
    }

    /**
     * Reads the file.
     *
     * @throws io.rowferry.Failure as {@link JobFile#read}
     */
    Job read(Map<String, String> environment) {
        Job read = JobFile.read(file, environment);
        job = read;
        return read;
    }
}
