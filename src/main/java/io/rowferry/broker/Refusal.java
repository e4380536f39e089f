package io.rowferry.broker;

import java.util.HashMap;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/**
 * Why something asked for was not done, as the client understands it.
 *
 * @param condition one of the symbols by which the client tells what may be retried from what may not
 * @param status the status code where the answer is a response of a management node
 */
record Refusal(String condition, int status, String description) {
    /** The wording is Azure's: the client takes any other text for something to be retried for minutes. */
    static Refusal noEntity(String path) {
        return new Refusal(
                "amqp:not-found", 404, "The messaging entity 'sb://localhost/" + path + "' could not be found.");
    }

    static Refusal notAllowed(String description) {
        return new Refusal("amqp:not-allowed", 400, description);
    }

    static Refusal notImplemented(String description) {
        return new Refusal("amqp:not-implemented", 501, description);
    }

    static Refusal badArgument(String description) {
        return new Refusal("com.microsoft:argument-error", 400, description);
    }

    static Refusal messageLockLost() {
        return new Refusal(
                "com.microsoft:message-lock-lost",
                410,
                "The lock supplied is invalid. Either the lock expired, or the message has already been removed from"
                        + " the queue.");
    }

    static Refusal sessionLockLost(String session) {
        return new Refusal(
                "com.microsoft:session-lock-lost",
                410,
                "The session lock has expired on the session '" + session + "'. Accept the session again.");
    }

    static Refusal sessionTaken(String session) {
        return new Refusal(
                "com.microsoft:session-cannot-be-locked",
                409,
                "The requested session '" + session + "' cannot be accepted. It is locked by another receiver.");
    }

    static Refusal noSessionInTime() {
        return new Refusal("com.microsoft:timeout", 408, "No session with messages became free in time.");
    }

    static Refusal noSuchMessage(String description) {
        return new Refusal("com.microsoft:message-not-found", 404, description);
    }

    static Refusal tooLarge(long bytes, long limit) {
        return tooLarge("The message or batch has " + bytes + " bytes, the limit is " + limit + " bytes.");
    }

    static Refusal tooLarge(String description) {
        return new Refusal("amqp:link:message-size-exceeded", 413, description);
    }

    static Refusal outOfRange(String description) {
        return new Refusal("com.microsoft:argument-out-of-range", 400, description);
    }

    static Refusal tooMuch(String description) {
        return new Refusal("amqp:resource-limit-exceeded", 403, description);
    }

    /** The client broke the protocol in a way that the engine lets pass. */
    static Refusal misused(String condition, String description) {
        return new Refusal(condition, 400, description);
    }

    static Refusal idleLink(String name) {
        return new Refusal(
                "amqp:link:detach-forced", 503, "The link '" + name + "' is force detached. Idle timeout: 00:10:00.");
    }

    static Refusal idleConnection(long millis) {
        return new Refusal(
                "amqp:connection:forced",
                503,
                "The connection was inactive for more than the allowed " + millis + " milliseconds and is closed.");
    }

    static Refusal unreadable(String description) {
        return new Refusal("amqp:decode-error", 400, description);
    }

    static Refusal noSuchTransaction() {
        return new Refusal(
                "amqp:transaction:unknown-id",
                404,
                "The transaction is not known. It was discharged, took longer than " + Transaction.LONGEST / 1000
                        + " s, or its connection is gone.");
    }

    static Refusal rolledBack(Refusal reason) {
        return new Refusal(
                "amqp:transaction:rollback",
                reason.status(),
                "The transaction was rolled back: " + reason.description() + " (" + reason.condition() + ")");
    }

    static Refusal otherEntity(String path) {
        return notAllowed("The transaction belongs to another entity than '" + path
                + "'. Transactions across entities need all links in the coordinator's session, and settle messages of"
                + " the first entity only.");
    }

    static Refusal transactionTooLarge(int limit) {
        return new Refusal("amqp:resource-limit-exceeded", 403, "A transaction has at most " + limit + " messages.");
    }

    static Refusal tooManyTransactions() {
        return new Refusal("amqp:resource-limit-exceeded", 403, "Too many transactions are open on this connection.");
    }

    static Refusal onPurpose(String condition) {
        return new Refusal(condition, 500, "This broker refuses on purpose: a fault is on.");
    }

    static Refusal stopping() {
        return new Refusal("amqp:connection:forced", 503, "The broker is stopping.");
    }

    static Refusal fault(String description) {
        return new Refusal("amqp:internal-error", 500, description);
    }

    /** With all three fields: some clients index them by number. */
    ErrorCondition toError() {
        return new ErrorCondition(condition, description, new HashMap<>());
    }
}
