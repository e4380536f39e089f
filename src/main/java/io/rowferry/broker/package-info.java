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
 * <p>Limits are those of the Standard tier as documented: message, batch, schedule request and session state of 256 KB, ids
 * of 128 characters, 32 KB a property and 64 KB of them, 250 messages a peek, 10,000 queues, 5,000 connections, 255 links a
 * session. Where the documents are silent this broker decides so: what is too long or too late is
 * {@code com.microsoft:argument-out-of-range}, what is too large {@code amqp:link:message-size-exceeded}; a batch is refused
 * for one bad message; a message format that is not known is {@code amqp:not-implemented}, a message that cannot be read
 * {@code amqp:decode-error}, an empty batch too, while a missing body is an empty one; a life time of 0 is over at once. A
 * settlement whose properties do not fit is refused, and the message stays locked by who holds it (the Java client takes a
 * refused dead-lettering for done, so the message comes again when the lock ends); dead-letter reason and description are
 * cut to 4,096 characters; the broker's own reasons are put in whatever the size. Who knows a lock token may use it, from
 * any connection.
 *
 * <p>A link of a queue that was not used for 10 minutes is detached, even if it waits with credit; a renewal that names the
 * link as its own counts as use. Links to {@code $cbs} and {@code $management} stay. A connection that never had a link but
 * to {@code $cbs} is closed after a minute, one that lost its last such link after five.
 *
 * <p>What a transaction sends or settles is seen by nobody before its commit, which is one group on disk: all or nothing. It
 * has 100 messages at most and two minutes from its first step, as documented, and is rolled back with its coordinator's
 * link. Where the documents are silent: a step that was refused spoils the whole; a duplicate is dropped by the commit; a lock
 * that ends before the commit fails it; after a rollback messages stay locked by who had them; a scheduled message keeps the
 * number it was promised, which is lost by a rollback; a queue and its dead-letter queue are one entity, and further ones
 * may only be sent to, by clients that have all links in the coordinator's session.
 *
 * <p>{@link io.rowferry.broker.Fault} says what it can do wrong on purpose. Requests to nodes are spared.
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
