package io.rowferry.command;

import io.rowferry.replay.Archive;
import io.rowferry.replay.ShownLetter;
import io.rowferry.report.LetterFile;
import java.nio.file.Path;

/** Letters that are taken off for good, kept in the run folder. One thread; whoever makes it closes it. */
final class ArchiveFile implements Archive, AutoCloseable {
    private final LetterFile file;

    ArchiveFile(Path path) {
        file = new LetterFile(path);
    }

    @Override
    public void add(ShownLetter letter) {
        file.add(letter);
    }

    @Override
    public void keep() {
        file.keep();
    }

    @Override
    public void close() {
        file.close();
    }
}
