package io.rowferry.broker;

import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.impl.ProtonByteArrayBufferAllocator;
import org.apache.qpid.protonj2.engine.sasl.SaslClientContext;
import org.apache.qpid.protonj2.engine.sasl.SaslClientListener;
import org.apache.qpid.protonj2.engine.sasl.SaslOutcome;
import org.apache.qpid.protonj2.types.Symbol;

/** The counterpart of {@link AnonymousWelcome}: a client that says no name. */
final class AnonymousEntry implements SaslClientListener {
    @Override
    public void handleSaslMechanisms(SaslClientContext context, Symbol[] mechanisms) {
        context.sendChosenMechanism("ANONYMOUS", "localhost", ProtonByteArrayBufferAllocator.wrapped(new byte[0]));
    }

    @Override
    public void handleSaslChallenge(SaslClientContext context, ProtonBuffer challenge) {
        context.sendResponse(ProtonByteArrayBufferAllocator.wrapped(new byte[0]));
    }

    @Override
    public void handleSaslOutcome(SaslClientContext context, SaslOutcome outcome, ProtonBuffer additional) {
        // Who is not let in is hung up on, and sees that.
    }
}
