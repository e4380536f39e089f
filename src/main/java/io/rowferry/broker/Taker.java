package io.rowferry.broker;

/** A receiver as a queue sees it. */
interface Taker {
    /** True when one more message would be sent at once. */
    boolean wants();

    /** True when a message is settled by being received. */
    boolean deletesOnReceive();

    /** Gives it a message; only called after {@link #wants} said true. */
    void take(Delivery delivery);

    /** Tells it that its session is no longer its own. */
    void sessionLost();
}
