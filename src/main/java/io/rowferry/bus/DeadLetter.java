package io.rowferry.bus;

import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.core.amqp.models.AmqpMessageBodyType;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message in the dead-letter queue, as it was seen there. */
public final class DeadLetter {
    private static final int LONGEST_ID = 128;
    private static final Pattern REPLAYED = Pattern.compile("#r\\d+$");

    private final ServiceBusReceivedMessage message;
    private final @Nullable Arrival arrival;
    private final History history;

    DeadLetter(ServiceBusReceivedMessage message) {
        this.message = message;
        this.arrival = MessageReader.tryRead(message);
        this.history = History.read(message.getApplicationProperties());
    }

    /** The bus's own, rising. */
    public long sequenceNumber() {
        return message.getSequenceNumber();
    }

    public String messageId() {
        return String.valueOf(message.getMessageId());
    }

    /** Which job's batch it says it is, even if the rest of it is damaged; null when it says nothing of the kind. */
    public @Nullable String job() {
        return MessageReader.job(message);
    }

    /** What it says of itself; null when it is no whole batch of ours. */
    public @Nullable BatchMessage batch() {
        return arrival instanceof BatchMessage batch ? batch : null;
    }

    /** Whose end it tells; null when it is no whole manifest of ours. */
    public @Nullable Manifest manifest() {
        return arrival instanceof Manifest manifest ? manifest : null;
    }

    public History history() {
        return history;
    }

    /** The session it was in; empty when in none. */
    public String session() {
        String session = message.getSessionId();
        return session == null ? "" : session;
    }

    /** As whoever dead-lettered it put it. */
    public String reason() {
        return String.valueOf(message.getDeadLetterReason());
    }

    /** As whoever dead-lettered it put it. */
    public String description() {
        return String.valueOf(message.getDeadLetterErrorDescription());
    }

    /** When the bus had taken the message in; what was refused by a target is dead-lettered a moment later. */
    public Instant enqueuedAt() {
        return message.getEnqueuedTime().toInstant();
    }

    /** How often it was received here and not settled; looking counts nothing. */
    public long deliveries() {
        return message.getDeliveryCount();
    }

    /** What else it says, by name. */
    public Map<String, Object> properties() {
        return new TreeMap<>(message.getApplicationProperties());
    }

    /** What it carries; null when that is no bytes. */
    public byte @Nullable [] bytes() {
        AmqpMessageBody body = message.getRawAmqpMessage().getBody();
        return body.getBodyType() == AmqpMessageBodyType.DATA ? body.getFirstData() : null;
    }

    /** What the ledger knows it by: its own id, or the MessageId of what is no batch of ours. */
    public String id() {
        return arrival instanceof BatchMessage batch
                ? batch.id()
                : arrival instanceof Manifest manifest ? manifest.id() : messageId();
    }

    /**
     * The MessageId of its next replay: a new one, or the bus would drop it as a duplicate, and always the same, so that
     * sending it twice does nothing.
     */
    public String nextMessageId() {
        String id = message.getMessageId() == null ? "letter-" + sequenceNumber() : messageId();
        String replay = "#r" + (history.replays() + 1);
        String next = REPLAYED.matcher(id).replaceFirst("") + replay;
        return next.length() <= LONGEST_ID ? next : Packing.sha256(id.getBytes(StandardCharsets.UTF_8)) + replay;
    }

    ServiceBusReceivedMessage message() {
        return message;
    }
}
