package io.rowferry.broker;

/** Our end of a link. */
interface ClientLink {
    /** The link, its session or its connection ended; may be called more than once. */
    void gone();

    /** The client gave credit, or takes bytes again. */
    default void progress() {}
}
