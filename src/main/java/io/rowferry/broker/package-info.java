/**
 * The local Service Bus: an AMQP 1.0 server on loopback that the unmodified Azure client takes for a namespace, with
 * its queues on disk.
 *
 * <p>In: TCP connections of Service Bus clients and a {@link io.rowferry.broker.BrokerSettings}. Out: their messages,
 * locked, settled, redelivered and dead-lettered as Service Bus does it, and a data folder that survives the end of the
 * process at any moment. One thread does everything that changes a queue; a second one only writes and syncs groups of
 * changes, and whatever a client is told was accepted has been synced before.
 *
 * <p>It must never import anything of rowferry, never write to the standard streams, and never check a password: there
 * is no authentication, which is why it listens on loopback.
 */
@NullMarked
package io.rowferry.broker;

import org.jspecify.annotations.NullMarked;
