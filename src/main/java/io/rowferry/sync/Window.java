package io.rowferry.sync;

/**
 * The rows that may be sent and not yet accounted for: a slow target makes the senders wait here, they make the readers
 * wait, and memory and queue stay bounded. Safe for any number of threads.
 */
final class Window {
    /** A batch has some thousand rows; this many keep every lane and every worker busy. */
    static final long ROWS = 200_000;

    private long entered;
    private long settled;

    /** Waits until the rows fit in. Rows that exceed the window by themselves go alone. */
    synchronized void enter(int rows) throws InterruptedException {
        while (entered > settled && entered - settled + rows > ROWS) {
            wait();
        }
        entered += rows;
    }

    /** Tells how many rows of the run are accounted for in all. */
    synchronized void settled(long rows) {
        settled = rows;
        notifyAll();
    }
}
