package io.rowferry;

import java.util.List;

/**
 * How a run ended, as the process says it. The numbers are used by scripts outside the project: never reuse one for
 * another meaning.
 */
public enum ExitCode {
    OK(0, "done, nothing needs attention"),
    USAGE(2, "usage or job file wrong: every problem at once, each with file, line, column and what is allowed"),
    DIFFERENT(3, "done, differences found (verify, diff)"),
    REJECTED(4, "done, rows rejected: there are dead letters of this run"),
    STOPPED(5, "stopped at --run-time; the next run goes on from here"),
    REFUSED(6, "refused for safety: mass-delete breaker, blind watermark, rewound source, schema drift"),
    LOCKED(7, "another run of this job in the same role holds the lock"),
    OUTAGE(8, "something could not be reached, or an outage outlasted the retries; nothing is lost, run it again"),
    BUG(70, "a bug in rowferry"),
    INTERRUPTED(130, "interrupted; everything committed so far stands");

    /** The worst first. */
    private static final List<ExitCode> PRECEDENCE = List.of(OUTAGE, REFUSED, DIFFERENT, REJECTED, STOPPED, OK);

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process exits with. */
    public int code() {
        return code;
    }

    /** What to exit with where this and another one are to be told, both of work that came to an end. */
    public ExitCode or(ExitCode other) {
        return PRECEDENCE.indexOf(this) < PRECEDENCE.indexOf(other) ? this : other;
    }

    /** One line for help texts and the README. */
    public String meaning() {
        return meaning;
    }
}
