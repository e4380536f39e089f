package io.rowferry.broker;

import java.io.Serial;

/** A config file cannot be used. The message has one line for each thing that is wrong: file, line, column, sentence. */
public final class EmulatorConfigException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    EmulatorConfigException(String lines) {
        super(lines);
    }
}
