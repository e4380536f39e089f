package io.rowferry.bus;

/** What a message of ours is. */
public sealed interface Arrival permits BatchMessage, Manifest {
    /** The job that it belongs to. */
    String job();
}
