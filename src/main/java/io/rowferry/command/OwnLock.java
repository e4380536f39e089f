package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;

/**
 * Tells a lock that this process holds itself from another's: a session whose link was cut stands on the server, with the
 * lock, until the server notices. One thread.
 */
final class OwnLock {
    private boolean taken;
    private boolean cut;
    private long cutAt;

    /** The lock is held, by a session that lives. */
    void taken() {
        taken = true;
        cut = false;
    }

    /** What a failure amounts to: an outage, too, where the lock may be held by the session that the outage has cut. */
    Failure outage(Failure failure) {
        long now = System.nanoTime();
        if (failure.exitCode() == ExitCode.OUTAGE && taken) {
            cut = true;
            cutAt = now;
        }
        boolean own = failure.exitCode() == ExitCode.LOCKED
                && cut
                && now - cutAt < Database.OUTLIVES.plusMinutes(1).toNanos();
        return own
                ? new Failure(
                        ExitCode.OUTAGE,
                        failure.what() + "; it may be the session that was cut, which the server has not noticed yet",
                        "Nothing is lost. The server ends that session within minutes.",
                        failure)
                : failure;
    }
}
