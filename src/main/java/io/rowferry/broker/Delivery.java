package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a receiver.
 *
 * @param lock null when the message was removed by being received
 */
record Delivery(
        Message message, StoredMessage body, @Nullable Lock lock) {}
