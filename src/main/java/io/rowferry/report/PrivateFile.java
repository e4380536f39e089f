package io.rowferry.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of JSON Lines that only its owner may read, since it may hold rows. It is made, never written over. One thread;
 * whoever makes it closes it.
 */
final class PrivateFile implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path path;
    private final FileChannel channel;
    private final OutputStream bytes;

    /**
     * Makes it, and its folders.
     *
     * @throws Failure with {@code USAGE} when it is there already or cannot be made
     */
    PrivateFile(Path path) {
        this.path = path;
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            bytes = new BufferedOutputStream(Channels.newOutputStream(channel));
        } catch (FileAlreadyExistsException e) {
            throw new Failure(
                    ExitCode.USAGE, path + " is there already", "Name another file: none is written over.", e);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Adds an object with those fields. */
    void add(Document.Fields fields) {
        try (JsonGenerator json = JSON.createGenerator(bytes).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.flush();
            bytes.write("\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Returns when the system has it all, and others can read it. */
    void flush() {
        try {
            bytes.flush();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Returns when the disk has it all. */
    void keep() {
        flush();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Failure unwritable(IOException e) {
        return new Failure(
                ExitCode.USAGE,
                path + " cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage(),
                "Make room, or name a place that you may write. What was not written down was not done.",
                e);
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
