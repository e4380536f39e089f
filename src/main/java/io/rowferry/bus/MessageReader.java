package io.rowferry.bus;

import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.core.amqp.models.AmqpMessageBodyType;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.TableName;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link Attributes} wrote, from messages that anybody may have written. */
final class MessageReader {
    /** More rows than a message can hold that is not made to hold many. */
    static final int MOST_ROWS = 100_000;

    private static final int MOST_ATTEMPTS = 1_000_000;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TABLE = 255;
    private static final Pattern ORDER = Pattern.compile("([0-9]{1,18})/([0-9]{1,18})");
    private static final Pattern LANE = Pattern.compile("[0-9]{3}");

    private MessageReader() {}

    /**
     * Reads what the message says of itself, without its body.
     *
     * @throws NotOursException when the message is not of a form known to this version
     */
    static Arrival read(ServiceBusReceivedMessage message) throws NotOursException {
        Object type = message.getApplicationProperties().get(Attributes.EVENT_TYPE);
        Claims claims = new Claims(message);
        if (Attributes.ROWS.equals(type)) {
            return batch(claims, message);
        } else if (Attributes.MANIFEST.equals(type)) {
            return manifest(claims, message);
        }
        throw new NotOursException("its " + Attributes.EVENT_TYPE + " is neither " + Attributes.ROWS + " nor "
                + Attributes.MANIFEST + (type == null ? "" : " but " + type));
    }

    /** The same; null when the message is not of a form known to this version. */
    static @Nullable Arrival tryRead(ServiceBusReceivedMessage message) {
        try {
            return read(message);
        } catch (NotOursException e) {
            return null;
        }
    }

    /** The job that the message says it belongs to, be it whole or not; null when it says nothing of the kind. */
    static @Nullable String job(ServiceBusReceivedMessage message) {
        return message.getApplicationProperties().get("rf_job") instanceof String job && !job.isBlank() ? job : null;
    }

    private static BatchMessage batch(Claims claims, ServiceBusReceivedMessage message) throws NotOursException {
        return new BatchMessage(
                claims.hash("rf_id"),
                claims.text("rf_job", LONGEST_NAME),
                claims.text("rf_run", LONGEST_NAME),
                order(claims.text("rf_order", LONGEST_NAME)),
                lane(String.valueOf(message.getSessionId())),
                claims.read("rf_table", LONGEST_TABLE, TableName::parse),
                claims.read("rf_operation", LONGEST_NAME, Operation::of),
                claims.text("rf_fingerprint", LONGEST_NAME),
                (int) claims.number("rf_attempt", 1, MOST_ATTEMPTS),
                claims.has("rf_parents")
                        && claims.text("rf_parents", LONGEST_NAME).equals(Attributes.SETTLED),
                verdict(claims),
                History.read(message.getApplicationProperties()),
                new PackedBody(
                        body(message), claims.hash("rf_checksum"), (int) claims.number("rf_rows", 1, MOST_ROWS)));
    }

    private static Manifest manifest(Claims claims, ServiceBusReceivedMessage message) throws NotOursException {
        return new Manifest(
                claims.text("rf_job", LONGEST_NAME),
                claims.text("rf_run", LONGEST_NAME),
                claims.number("rf_number", 1, Long.MAX_VALUE),
                lane(String.valueOf(message.getSessionId())),
                History.read(message.getApplicationProperties()),
                ManifestBody.read(body(message)));
    }

    private static Order order(String text) throws NotOursException {
        Matcher numbers = ORDER.matcher(text);
        if (!numbers.matches()) {
            throw new NotOursException("its rf_order is no run/sequence: " + text);
        }
        return new Order(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2)));
    }

    /**
     * The lane of a session. One lane has one spelling, or two holders could have it.
     *
     * @throws NotOursException when it is none
     */
    static int lane(String session) throws NotOursException {
        if (!isLane(session)) {
            throw new NotOursException("its session is no lane: " + session);
        }
        return Integer.parseInt(session);
    }

    static boolean isLane(String session) {
        return LANE.matcher(session).matches();
    }

    private static @Nullable Verdict verdict(Claims claims) throws NotOursException {
        return claims.has(Attributes.VERDICT)
                ? new Verdict(claims.read(Attributes.REASON, LONGEST_NAME, Reason::of), claims.words(Attributes.WORDS))
                : null;
    }

    private static byte[] body(ServiceBusReceivedMessage message) throws NotOursException {
        AmqpMessageBody body = message.getRawAmqpMessage().getBody();
        byte[] bytes = body.getBodyType() == AmqpMessageBodyType.DATA ? body.getFirstData() : null;
        if (bytes == null) {
            throw new NotOursException("its body is no bytes but an AMQP "
                    + String.valueOf(body.getBodyType()).toLowerCase(Locale.ROOT));
        }
        return bytes;
    }
}
