package io.rowferry.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.ListedLetter;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is to be said of each dead letter in a file of this process alone until the whole document can be printed,
 * however many there are. One thread; whoever makes it closes it, and the file is gone.
 */
public final class LetterSpool implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final FileChannel file;
    private final BufferedWriter lines;

    /** Makes the file in the system's folder for such, with no name that would be left if the process were killed. */
    public LetterSpool() {
        try {
            file = FileChannel.open(
                    Files.createTempFile("rowferry-letters", ".jsonl"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            lines = new BufferedWriter(Channels.newWriter(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary file", e);
        }
    }

    /** Takes a letter as it is listed. */
    public void add(ListedLetter letter) {
        add(json -> write(letter, json));
    }

    /**
     * Takes a letter that was to be replayed.
     *
     * @param outcome what became of it, or would
     */
    public void add(Chosen letter, String outcome) {
        add(json -> {
            json.writeStringField("id", letter.id());
            json.writeStringField("messageId", letter.messageId());
            json.writeStringField("newMessageId", letter.newMessageId());
            json.writeNumberField("sequenceNumber", letter.sequenceNumber());
            json.writeStringField("session", letter.session());
            json.writeStringField("table", text(letter.table()));
            json.writeNumberField("rows", letter.rows());
            json.writeStringField("reason", letter.reason());
            json.writeNumberField("replays", letter.replays());
            json.writeStringField("outcome", outcome);
        });
    }

    /** Takes an object with those fields. */
    void add(Document.Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            lines.write(text.toString());
            lines.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to a temporary file", e);
        }
    }

    static void write(ListedLetter letter, JsonGenerator json) throws IOException {
        json.writeStringField("id", letter.id());
        json.writeStringField("messageId", letter.messageId());
        json.writeNumberField("sequenceNumber", letter.sequenceNumber());
        json.writeBooleanField("ours", letter.ours());
        json.writeStringField("run", letter.run());
        json.writeStringField("table", text(letter.table()));
        json.writeNumberField("lane", letter.lane());
        json.writeNumberField("rows", letter.rows());
        json.writeStringField("reason", letter.reason());
        json.writeStringField("description", letter.description());
        json.writeStringField("firstReason", letter.firstReason());
        json.writeStringField("enqueuedAt", letter.enqueuedAt().toString());
        json.writeNumberField("deliveries", letter.deliveries());
        json.writeNumberField("replays", letter.replays());
        json.writeNumberField("hops", letter.hops());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Writes all that was taken as an array; any number of times, once nothing more is taken. */
    void copyTo(String field, JsonGenerator json) throws IOException {
        lines.flush();
        file.position(0);
        json.writeArrayFieldStart(field);
        // Not closed: that would close the file.
        BufferedReader reader = new BufferedReader(Channels.newReader(file, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            json.writeRawValue(line);
        }
        json.writeEndArray();
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to a temporary file", e);
        }
    }
}
