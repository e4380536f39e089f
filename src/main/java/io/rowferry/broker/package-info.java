/**
 * The local Service Bus: an AMQP 1.0 server on loopback that the unmodified Azure client takes for a namespace, with
 * its queues on disk.
 *
 * <p>In: TCP connections of Service Bus clients and a {@link io.rowferry.broker.BrokerSettings}. Out: their messages,
 * locked, settled, redelivered and dead-lettered as Service Bus does it, and a data folder that survives the end of the
 * process at any moment. One thread does everything that changes a queue; a second one only writes and syncs groups of
 * changes, and whatever a client is told was accepted has been synced before.
 *
 * <p>Where Service Bus leaves it open or could not be asked, this broker does so: the locks of a queue without sessions
 * outlive the receiver and end by time, a session is given back with its link, uncounted; a restart ends every lock, also
 * uncounted; deferring counts no delivery; a dead letter has a number of its own in the sub-queue and keeps its enqueued
 * time and first number; a free session is served to who waited longest, the session that became free first; a message is
 * seen by receivers once it is on disk; what {@code receive-and-delete} took is gone from the disk before it is sent.
 *
 * <p>An addition is the node {@code $management} of the namespace itself, which says how full the queues are
 * ({@link io.rowferry.broker.BrokerStatus}).
 *
 * <p>On disk it is a RocksDB: {@link io.rowferry.broker.Database} says how it is tuned, {@code StoreKeys} what lies where.
 *
 * <p>It must never import anything of rowferry, never write to the standard streams, and never check a password: there
 * is no authentication, which is why it listens on loopback.
 */
@NullMarked
package io.rowferry.broker;

import org.jspecify.annotations.NullMarked;
