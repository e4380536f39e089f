package io.rowferry.broker;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The node {@code $management} of the namespace itself, an addition of this broker: says how full its queues are. */
final class NamespaceNode implements RequestNode {
    static final String ADDRESS = "$management";
    static final String READ_QUEUES = "io.rowferry:read-queues";

    private final Namespace namespace;
    private final IntSupplier connections;

    NamespaceNode(Namespace namespace, IntSupplier connections) {
        this.namespace = namespace;
        this.connections = connections;
    }

    @Override
    public void handle(Request request, ClientConnection from, @Nullable Enlistment within, Consumer<Response> answer) {
        answer.accept(
                request.operation().equals(READ_QUEUES)
                        ? Response.done(depths())
                        : Response.refused(Refusal.notImplemented("The operation is not known here.")));
    }

    private byte[] depths() {
        List<QueueDepth> depths = namespace.queues().stream()
                .map(QueueDepth::of)
                .sorted(Comparator.comparing(QueueDepth::queue))
                .toList();
        // Who asks is not worth counting.
        return new BrokerStatus(depths, Math.max(0, connections.getAsInt() - 1)).encode();
    }
}
