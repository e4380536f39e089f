package io.rowferry.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one JSON document of a command: the fields that all have, around those of its own. */
final class Document {
    private static final int VERSION = 1;
    private static final JsonFactory JSON = new JsonFactory();

    private Document() {}

    /** Writes the fields of one command. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    static void print(Heading heading, @Nullable String run, ExitCode exitCode, PrintWriter out, Fields fields) {
        StringWriter text = new StringWriter();
        write(heading, run, exitCode, text, fields);
        out.println(text);
    }

    /** The same for one that is too long for memory; nothing can be taken back once it has begun. */
    static void stream(Heading heading, @Nullable String run, ExitCode exitCode, PrintWriter out, Fields fields) {
        write(heading, run, exitCode, out, fields);
        out.println();
    }

    private static void write(Heading heading, @Nullable String run, ExitCode exitCode, Writer to, Fields fields) {
        try (JsonGenerator json = JSON.createGenerator(to).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("job", heading.job());
            json.writeStringField("command", heading.command());
            json.writeStringField("run", run);
            json.writeStringField("status", exitCode.name().toLowerCase(Locale.ROOT));
            json.writeNumberField("exitCode", exitCode.code());
            json.writeStringField("startedAt", heading.startedAt().toString());
            json.writeNumberField("elapsedMs", heading.elapsed().toMillis());
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to take characters", e);
        }
    }
}
