package io.rowferry.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The one JSON document of a command that failed.
 *
 * @param job the job's name, or null when the command takes none or could not read it
 */
record FailureDocument(@Nullable String job, String command, ExitCode exitCode, String what, String remedy) {
    private static final int VERSION = 1;

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
            json.writeNumberField("exitCode", exitCode.code());
            json.writeObjectFieldStart("error");
            json.writeStringField("what", what);
            json.writeStringField("remedy", remedy);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }
}
