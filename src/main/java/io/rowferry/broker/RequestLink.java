package io.rowferry.broker;

import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Receiver;
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

    private final ClientConnection connection;
    private final Receiver receiver;
    private final RequestNode node;
    private final String address;
    private final Inflow inflow;

    /** {@code maxBytes} is the largest request. */
    RequestLink(ClientConnection connection, Receiver receiver, RequestNode node, String address, int maxBytes) {
        this.connection = connection;
        this.receiver = receiver;
        this.inflow = new Inflow(connection, receiver, maxBytes, CREDIT);
        this.node = node;
        this.address = address;
    }

    void open() {
        receiver.deliveryReadHandler(delivery -> connection.guard(() -> read(delivery)));
        inflow.open();
    }

    private void read(IncomingDelivery delivery) {
        if (inflow.isWhole(delivery)) {
            byte[] bytes = Inflow.bytes(delivery);
            delivery.disposition(Accepted.getInstance(), true);
            inflow.topUp();
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
        String associated = request.associatedLink();
        if (associated != null) {
            connection.used(associated);
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
    public boolean keepsConnection() {
        return node.keepsConnection();
    }

    @Override
    public void gone() {
        inflow.gone();
    }
}
