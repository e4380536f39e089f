/**
 * Carries batches in lanes over Azure Service Bus, and owns the message format. In: rows, orders, lanes. Out: deliveries
 * to be settled, dead letters to be looked at. The only package that sees the Service Bus client; work-arounds for its
 * known faults stand here, each with its issue. Never touches a database.
 */
@NullMarked
package io.rowferry.bus;

import org.jspecify.annotations.NullMarked;
