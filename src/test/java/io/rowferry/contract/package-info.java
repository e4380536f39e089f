/**
 * What a Service Bus queue does, asked through the Azure client for Java alone: of the local broker in every build, and of
 * any other Service Bus whose connection string is in the environment variable {@code ROWFERRY_CONTRACT_CONNECTION}.
 *
 * <p>Such a namespace must be of the Standard tier and have the queues of {@code queues.json}, which is in the format of
 * Microsoft's official emulator and within its limits and Azure's; the local broker reads the same file. Run the suite alone:
 *
 * <pre>ROWFERRY_CONTRACT_CONNECTION='Endpoint=sb://...' mvn test -Dtest='ServiceBusContractTest*'</pre>
 *
 * <p><b>Not one of these facts has been checked against Azure or the official emulator so far.</b> Each test says by
 * {@link io.rowferry.contract.Fact} how its claim is known. The weakest are the choices, where nobody says what Service
 * Bus does; they are asked of the local broker only, and so is what the broker's own tests show. They are: an id of 32
 * hexadecimal digits for a message without one; deferring counts no delivery; a dead letter names its source, and keeps its
 * enqueued time and first number; dead-lettering a dead letter gives it back. What the broker chose and no client of one
 * connection can show stands in the Javadoc of {@code io.rowferry.broker}.
 *
 * <p>Also unchecked, though documented: the exact texts of errors and of dead-letter descriptions, the order in which
 * scheduled messages of one moment arrive, and that a receiver without a session may peek in a queue with sessions.
 */
@NullMarked
package io.rowferry.contract;

import org.jspecify.annotations.NullMarked;
