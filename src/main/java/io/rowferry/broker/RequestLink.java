package io.rowferry.broker;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client sends requests to a node; each answer goes out on the response link that the request names. */
final class RequestLink implements ClientLink {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLink.class);
    private static final int CREDIT = 100;
    private static final int MAX_BYTES = 4 << 20;

    private final ClientConnection connection;
    private final Receiver receiver;
    private final RequestNode node;
    private final String address;

    RequestLink(ClientConnection connection, Receiver receiver, RequestNode node, String address) {
        this.connection = connection;
        this.receiver = receiver;
        this.node = node;
        this.address = address;
    }

    void open() {
        receiver.deliveryReadHandler(delivery -> connection.guard(() -> read(delivery)));
        receiver.setMaxMessageSize(UnsignedLong.valueOf(MAX_BYTES));
        receiver.open();
        receiver.addCredit(CREDIT);
    }

    private void read(IncomingDelivery delivery) {
        if (delivery.available() > MAX_BYTES) {
            receiver.setCondition(
                    Refusal.tooLarge(delivery.available(), MAX_BYTES).toError());
            receiver.close();
        } else if (delivery.isAborted()) {
            delivery.settle();
        } else if (!delivery.isPartial()) {
            byte[] bytes = new byte[delivery.available()];
            ProtonBuffer all = delivery.readAll();
            if (all != null) {
                all.readBytes(bytes, 0, bytes.length);
            }
            delivery.disposition(Accepted.getInstance(), true);
            receiver.addCredit(1);
            handle(bytes, delivery.getRemoteState());
        }
    }

    private void handle(byte[] bytes, @Nullable DeliveryState state) {
        Request request;
        try {
            request = Request.parse(bytes);
        } catch (MalformedMessageException e) {
            LOG.info("unreadable request to {}: {}", address, e.getMessage());
            return;
        }
        Enlistment within = null;
        if (state instanceof TransactionalState transactional) {
            Transaction transaction = connection.transactions().find(transactional.getTxnId());
            if (transaction == null) {
                answer(request, Response.refused(Refusal.noSuchTransaction()));
                return;
            }
            within = new Enlistment(transaction, receiver.getSession());
        }
        try {
            node.handle(request, connection, within, response -> answer(request, response));
        } catch (MalformedMessageException e) {
            answer(request, Response.refused(Refusal.badArgument(String.valueOf(e.getMessage()))));
        }
    }

    private void answer(Request request, Response response) {
        Narration.answered(connection.peer(), address, request.operation(), response);
        byte[] message = response.encode(request, node.statusKey(), node.descriptionKey());
        for (ResponseLink link : connection.responses()) {
            if (link.answers(address, request.replyTo())) {
                link.send(message);
                return;
            }
        }
        LOG.info("nobody waits at {} for an answer of {}", request.replyTo(), address);
    }

    @Override
    public void gone() {
        // Nothing is kept for it.
    }
}
