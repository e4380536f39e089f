package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** Somebody who asked for a session and has not been answered. */
interface SessionWaiter {
    /** Null for any session that has messages. */
    @Nullable
    String wantedSession();

    /** Epoch milliseconds at which it wants to be refused if none became free. */
    long patienceEnds();

    /** Answers with the session; the returned receiver holds it from then on. */
    Taker granted(MessageSession session);

    void refused(Refusal refusal);
}
