package io.rowferry.bus;

import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.util.Set;
import reactor.core.Exceptions;

/** What the Service Bus client's exceptions mean for a run. */
final class BusFailures {
    private static final Set<ServiceBusFailureReason> WRONG_JOB_FILE = Set.of(
            ServiceBusFailureReason.UNAUTHORIZED,
            ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND,
            ServiceBusFailureReason.MESSAGING_ENTITY_DISABLED);

    private static final Set<ServiceBusFailureReason> LOCK_LOST =
            Set.of(ServiceBusFailureReason.SESSION_LOCK_LOST, ServiceBusFailureReason.MESSAGE_LOCK_LOST);

    private BusFailures() {}

    /**
     * Turns an error into a failure.
     *
     * @param doing to complete "failed while"
     * @param thrown where several things failed at once, the client's first error stands for all
     */
    static Failure of(String doing, String place, Throwable thrown) {
        Throwable error = first(thrown);
        if (error instanceof ServiceBusException e && WRONG_JOB_FILE.contains(e.getReason())) {
            return new Failure(
                    ExitCode.USAGE,
                    "Service Bus at " + place + " refuses " + doing + ": " + firstLine(e),
                    "Correct bus: in the job file, or have the queue and its access rights set up.",
                    e);
        }
        if (isInterrupt(error)) {
            Thread.currentThread().interrupt();
            return new Failure(
                    ExitCode.INTERRUPTED,
                    "interrupted while " + doing + "; everything committed so far stands",
                    "Run the same command again: what is done already costs no writes.",
                    error);
        }
        boolean known = error instanceof AmqpException
                || error instanceof ServiceBusException
                || error instanceof IllegalStateException
                || unsupported(error);
        return new Failure(
                known ? ExitCode.OUTAGE : ExitCode.BUG,
                "Service Bus at " + place + " failed while " + doing + ": " + firstLine(error),
                known
                        ? "Everything that was accepted is still in the queue. Run the same command again."
                        : "Please report this with the output of --stacktrace.",
                error);
    }

    /** The client wraps it, and takes it off the thread. */
    static boolean isInterrupt(Throwable error) {
        return Exceptions.unwrap(error) instanceof InterruptedException
                || error.getCause() instanceof InterruptedException;
    }

    /** True when the namespace has no such operation: it says not-allowed or not-implemented, which the client wraps. */
    static boolean unsupported(Throwable error) {
        return error instanceof UnsupportedOperationException
                || error.getCause() instanceof UnsupportedOperationException;
    }

    static boolean isFull(Throwable error) {
        return error instanceof ServiceBusException e && ServiceBusFailureReason.QUOTA_EXCEEDED.equals(e.getReason());
    }

    static Failure full(String place, Throwable error) {
        return new Failure(
                ExitCode.OUTAGE,
                "The queue at " + place + " is full: " + firstLine(error),
                "Everything that was accepted is still in the queue. Have apply drain it, or enlarge it, then run the same"
                        + " command again.",
                error);
    }

    /** True when the session's lock is gone: somebody else may have the lane now, and nothing was lost. */
    static boolean lockLost(Throwable thrown) {
        Throwable error = first(thrown);
        return error instanceof ServiceBusException e && LOCK_LOST.contains(e.getReason());
    }

    /**
     * True when the client has sent nothing, since its link or connection closed just before; unlike other losses it does
     * not try again by itself (azure-sdk-for-java issues 35193, 34646).
     */
    static boolean foundLinkClosed(Throwable error) {
        String text = String.valueOf(error.getMessage());
        return text.contains("Cannot publish message when disposed")
                || text.contains("Cannot send a message when request response channel is disposed");
    }

    /** Several that fail together come as one error that says nothing but "Multiple exceptions". */
    private static Throwable first(Throwable error) {
        return Exceptions.isMultiple(error) ? Exceptions.unwrapMultiple(error).get(0) : error;
    }

    private static String firstLine(Throwable error) {
        String text = String.valueOf(error.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
