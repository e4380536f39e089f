package io.rowferry.report;

import io.rowferry.replay.ShownLetter;
import java.nio.file.Path;

/**
 * Dead letters with all that is in them, a JSON object a line, in a file that only its owner may read. One thread; whoever
 * makes it closes it.
 */
public final class LetterFile implements AutoCloseable {
    private final PrivateFile file;

    /**
     * Makes it.
     *
     * @throws io.rowferry.Failure with {@code USAGE} when it is there already or cannot be made
     */
    public LetterFile(Path path) {
        file = new PrivateFile(path);
    }

    public void add(ShownLetter letter) {
        file.add(json -> WholeLetterJson.write(letter, json));
    }

    /** Returns when the disk has it all. */
    public void keep() {
        file.keep();
    }

    @Override
    public void close() {
        file.close();
    }
}
