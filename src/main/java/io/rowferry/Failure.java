package io.rowferry;

import java.io.Serial;

/**
 * What a user can understand and act on: what happened and where, what to do about it, and the exit code it ends in.
 * Neither text may hold a secret or a row's values from masked columns. Anything thrown that is not a Failure is a bug
 * of rowferry and ends in {@link ExitCode#BUG}.
 */
public class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String remedy;

    /**
     * @param what one sentence: what failed, where (job file place, server, table, key), and why
     * @param remedy what the user can do, in the imperative
     */
    public Failure(ExitCode exitCode, String what, String remedy) {
        super(what);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    /** As the other constructor, keeping the cause for {@code --stacktrace}. */
    public Failure(ExitCode exitCode, String what, String remedy, Throwable cause) {
        super(what, cause);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String remedy() {
        return remedy;
    }

    /** The sentence of what failed; never null, unlike {@link #getMessage} of other exceptions. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
