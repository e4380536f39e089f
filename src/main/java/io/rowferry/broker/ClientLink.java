package io.rowferry.broker;

/** Our end of a link. */
interface ClientLink {
    /** The link, its session or its connection ended; may be called more than once. */
    void gone();

    /** True when it is ended after a time without use. */
    default boolean endsWhenIdle() {
        return false;
    }

    /** True when a connection counts as used by having it. */
    default boolean keepsConnection() {
        return true;
    }

    /** The client gave credit, or takes bytes again. */
    default void progress() {}
}
