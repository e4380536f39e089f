package io.rowferry.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.Failure;
import io.rowferry.report.SyncJson;
import io.rowferry.sync.SyncResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The one JSON document of a command that failed.
 *
 * @param job the job's name, or null when the command takes none or could not read it
 * @param failure what it failed of; a {@link FailedRun} where rows had been on their way
 */
record FailureDocument(@Nullable String job, String command, Failure failure) {
    private static final int VERSION = 1;

    /** The commands whose result is a run's. */
    private static final Set<String> RUNS = Set.of("full-sync", "incremental");

    /** What had been done before; empty where nothing had. */
    Optional<SyncResult> soFar() {
        return RUNS.contains(command) && failure instanceof FailedRun run ? Optional.of(run.soFar()) : Optional.empty();
    }

    /** A command as it is typed behind the program's name; the program's name itself where there is none. */
    static String typed(CommandLine command) {
        CommandLine parent = command.getParent();
        return parent == null || parent.getParent() == null
                ? command.getCommandName()
                : typed(parent) + " " + command.getCommandName();
    }

    void print(PrintWriter out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("job", job);
            json.writeStringField("command", command);
            json.writeStringField("status", "failed");
            json.writeNumberField("exitCode", failure.exitCode().code());
            json.writeObjectFieldStart("error");
            json.writeStringField("what", failure.what());
            json.writeStringField("remedy", failure.remedy());
            json.writeEndObject();
            Optional<SyncResult> soFar = soFar();
            if (soFar.isPresent()) {
                json.writeStringField("run", soFar.get().run());
                SyncJson.counts(json, soFar.get());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }
}
