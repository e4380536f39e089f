package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** What one message may measure besides its size, as documented for every tier of Service Bus. */
final class MessageLimits {
    /** Characters of a message-id and of a session id. */
    static final int ID = 128;

    private static final int PROPERTY_BYTES = 32 << 10;
    private static final int HEAD_BYTES = 64 << 10;

    /** The end of the year 9999, after which the service knows no time. */
    private static final long LAST_MOMENT = 253_402_300_799_999L;

    private MessageLimits() {}

    /** Why the message is not taken; null when it is within the limits. */
    static @Nullable Refusal refusal(IncomingMessage message) {
        if (message.messageIdLength() > ID) {
            return Refusal.outOfRange(
                    "The message-id has " + message.messageIdLength() + " characters, the limit is " + ID + ".");
        }
        String session = message.sessionId();
        if (session != null && session.length() > ID) {
            return sessionIdTooLong(session);
        }
        if (message.scheduledAt() > LAST_MOMENT) {
            return Refusal.outOfRange("The message is scheduled for later than the year 9999.");
        }
        return refusal(message.largestProperty(), message.headBytes());
    }

    static Refusal sessionIdTooLong(String session) {
        return Refusal.outOfRange("The session id has " + session.length() + " characters, the limit is " + ID + ".");
    }

    /** Both in bytes: the largest property, and all properties with what else stands in front of the body. */
    static @Nullable Refusal refusal(int largestProperty, int head) {
        if (largestProperty > PROPERTY_BYTES) {
            return Refusal.tooLarge("A property of the message has " + largestProperty + " bytes, the limit is "
                    + PROPERTY_BYTES + ".");
        }
        return head > HEAD_BYTES
                ? Refusal.tooLarge("The properties of the message have " + head + " bytes together, the limit is "
                        + HEAD_BYTES + ".")
                : null;
    }
}
