package io.rowferry.sync;

/** Is told how a run goes on, several times a second, by one thread at a time. */
@FunctionalInterface
public interface SyncListener {
    void progress(SyncResult soFar);
}
