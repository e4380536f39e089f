package io.rowferry.broker;

import org.apache.qpid.protonj2.engine.EngineHandler;
import org.apache.qpid.protonj2.engine.EngineHandlerContext;
import org.apache.qpid.protonj2.engine.EnginePipeline;
import org.apache.qpid.protonj2.engine.IncomingAMQPEnvelope;
import org.apache.qpid.protonj2.types.transport.Attach;
import org.apache.qpid.protonj2.types.transport.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of the engine's own handling of frames. The engine gives up on a sender that attaches without an initial
 * delivery count, as clients in the field do; it starts from 0. And what the engine throws because of a frame is lost on
 * the way out when more bytes follow; the client would wait for ever.
 */
final class FrameCheck implements EngineHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FrameCheck.class);

    /** The frames come from the end of the pipeline; its first handler is the one that acts on them. */
    static void in(EnginePipeline pipeline) {
        EngineHandler acting = pipeline.first();
        pipeline.removeFirst();
        pipeline.addFirst("frame-check", new FrameCheck());
        pipeline.addFirst("performatives", acting);
        pipeline.addFirst("failure-reason", new FailureReason());
    }

    private FrameCheck() {}

    @Override
    public void handleRead(EngineHandlerContext context, IncomingAMQPEnvelope envelope) {
        if (envelope.getBody() instanceof Attach attach
                && attach.getRole() == Role.SENDER
                && !attach.hasInitialDeliveryCount()) {
            attach.setInitialDeliveryCount(0);
        }
        try {
            context.fireRead(envelope);
        } catch (RuntimeException e) {
            LOG.debug("a frame cannot be taken", e);
            context.engine().engineFailed(e);
        }
    }
}
