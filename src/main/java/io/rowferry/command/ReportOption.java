package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Files that a report is written into, which only their user may read, since it shows rows. */
final class ReportOption {
    private static final String REMEDY = "Name a file in a folder that is there and may be written.";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            converter = FileConverter.class,
            description = {
                "Also write the result into a file, whose name ends in .html, for a page with where and by how much tables",
                "differ and some of the rows, or in .csv, for a line a table. May be given more than once."
            })
    private List<Path> files = new ArrayList<>();

    /** The files asked for of one kind. */
    List<Path> ending(String end) {
        return files.stream().filter(file -> file.toString().endsWith(end)).toList();
    }

    boolean isGiven() {
        return !files.isEmpty();
    }

    /**
     * Makes sure, before anything takes long, that the files can be written.
     *
     * @throws Failure with {@code USAGE} when one cannot
     */
    void check() {
        for (Path file : files) {
            Path folder = folder(file);
            if (Files.isDirectory(file)) {
                throw refused(file, "it is a folder");
            } else if (!Files.isDirectory(folder)) {
                throw refused(file, "there is no folder " + folder);
            } else if (!Files.isWritable(folder)) {
                throw refused(file, folder + " may not be written");
            }
        }
    }

    /**
     * Writes a file as a whole: who looks meanwhile sees the one before.
     *
     * @throws Failure with {@code USAGE} when it cannot be written
     */
    static void write(Path file, Consumer<PrintWriter> content) {
        try {
            Path part = Files.createTempFile(
                    folder(file),
                    ".rowferry",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(part, StandardCharsets.UTF_8))) {
                    content.accept(out);
                    if (out.checkError()) {
                        throw new IOException("the disk may be full");
                    }
                }
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw refused(file, "its folder is gone or may not be written", e);
        } catch (IOException e) {
            throw refused(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static Failure refused(Path file, String why) {
        return new Failure(ExitCode.USAGE, what(file, why), REMEDY);
    }

    private static Failure refused(Path file, String why, IOException cause) {
        return new Failure(ExitCode.USAGE, what(file, why), REMEDY, cause);
    }

    private static String what(Path file, String why) {
        return "The report " + file + " cannot be written: " + why + ".";
    }

    /** Reads a name that ends in a kind of report. */
    static final class FileConverter implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            if (!text.endsWith(".html") && !text.endsWith(".csv")) {
                throw new TypeConversionException("must end in .html or .csv, got \"" + text + "\"");
            }
            return Path.of(text);
        }
    }
}
