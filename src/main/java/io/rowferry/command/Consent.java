package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Whether the user wants what a command is about to do. */
final class Consent {
    private final boolean given;
    private final boolean terminal;
    private final PrintWriter err;

    /** @param given whether it was given with the command */
    Consent(boolean given, Map<String, String> environment, PrintWriter err) {
        this.given = given;
        this.terminal = Terminal.shows(environment);
        this.err = err;
    }

    /**
     * Makes sure that it is there or somebody can be asked, before anything is looked at.
     *
     * @throws Failure with {@code USAGE} when not
     */
    void checkCanBeHad(String deed) {
        if (!given && !terminal) {
            throw new Failure(
                    ExitCode.USAGE,
                    "to " + deed + " dead letters takes a yes, and nobody is there to be asked",
                    "Add --yes to do it, or --dry-run to see what would be done.");
        }
    }

    /** Asks, where it was not given. What is no yes is a no. */
    boolean asks(String question) {
        if (given) {
            return true;
        }
        String word = Terminal.answer(question + " [y/N] ", err).toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
