package io.rowferry.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.function.IntSupplier;
import org.slf4j.LoggerFactory;

/** The detail of rowferry's own log. Loading this class loads logging. */
final class Verbosity {
    private Verbosity() {}

    /** Runs the command with its log at full detail, and answers its exit code. */
    static int raisedWhile(IntSupplier command) {
        Logger logger = (Logger) LoggerFactory.getLogger("io.rowferry");
        Level before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        try {
            return command.getAsInt();
        } finally {
            logger.setLevel(before);
        }
    }
}
