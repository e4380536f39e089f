package io.rowferry.broker;

import java.util.HashMap;
import org.apache.qpid.protonj2.engine.Connection;
import org.apache.qpid.protonj2.engine.EngineHandler;
import org.apache.qpid.protonj2.engine.EngineHandlerContext;
import org.apache.qpid.protonj2.engine.exceptions.EngineFailedException;
import org.apache.qpid.protonj2.engine.exceptions.ProtocolViolationException;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.ConnectionError;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/**
 * Says why a connection is closed whose frames the engine cannot take. The engine itself leaves the condition out, or
 * speaks of an internal error, after which clients would try the same again.
 */
final class FailureReason implements EngineHandler {
    @Override
    public void engineFailed(EngineHandlerContext context, EngineFailedException failure) {
        Throwable cause = failure.getCause();
        Symbol own = cause instanceof ProtocolViolationException known ? known.getErrorCondition() : null;
        Connection connection = context.engine().connection();
        if (connection.getCondition() == null && own == null) {
            String description = cause == null ? "" : String.valueOf(cause.getMessage());
            connection.setCondition(new ErrorCondition(ConnectionError.FRAMING_ERROR, description, new HashMap<>()));
        }
        context.fireFailed(failure);
    }
}
