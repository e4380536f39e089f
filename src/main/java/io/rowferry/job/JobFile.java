package io.rowferry.job;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a job file: the one place where what a user wrote becomes a {@link Job}. */
public final class JobFile {
    private static final int LONGEST = 1024 * 1024;

    private JobFile() {}

    /**
     * Reads and checks a job file.
     *
     * @param environment what <code>${NAME}</code> in the file refers to
     * @throws Failure with {@link ExitCode#USAGE} naming every problem, one per line, each as
     *     {@code file:line:column  sentence}, in the file's order
     */
    public static Job read(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        Path folder = file.toAbsolutePath().getParent();
        References references = new References(environment, folder == null ? file.toAbsolutePath() : folder);
        Node root = new ParseYaml(text(file), problems).root();
        Job job = root == null ? null : job(root, file, new Reading(references, problems));
        if (job == null || !problems.none()) {
            throw problems.failure(file);
        }
        return job;
    }

    private static @Nullable Job job(Node root, Path file, Reading reading) {
        if (!(root instanceof MappingNode mapping)) {
            reading.problems()
                    .add(
                            Place.of(root),
                            "is not a job file: it must hold the settings " + String.join(", ", Keys.JOB.now()));
            return null;
        }
        return BindJob.from(Section.of(mapping, "", Place.START, Keys.JOB, reading), file, reading);
    }

    private static String text(Path file) {
        if (Files.isDirectory(file)) {
            throw Problems.unreadable(file, "is a directory, not a job file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw Problems.unreadable(file, "is longer than a job file may be (1 MiB)");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw Problems.unreadable(file, "does not exist");
        } catch (AccessDeniedException e) {
            throw Problems.unreadable(file, "may not be read by this user");
        } catch (CharacterCodingException e) {
            throw Problems.unreadable(file, "is not UTF-8 text");
        } catch (IOException e) {
            throw Problems.unreadable(file, "cannot be read");
        }
    }
}
