package io.rowferry.bus;

import com.azure.core.amqp.models.AmqpAnnotatedMessage;
import com.azure.messaging.servicebus.ServiceBusMessage;
import java.util.Map;

/** What is sent in the place of a dead letter: the same rows, to be tried as if nobody had refused them yet. */
final class ReplayCopy {
    private ReplayCopy() {}

    /** @param elsewhere whether it goes to another queue than it was in */
    static ServiceBusMessage of(DeadLetter letter, boolean elsewhere) {
        // The client's copy leaves out what the dead-lettering has added, and keeps the MessageId.
        ServiceBusMessage copy = new ServiceBusMessage(letter.message());
        copy.setMessageId(letter.nextMessageId());
        AmqpAnnotatedMessage raw = copy.getRawAmqpMessage();
        // A life that is over would be over again at once: the copy's is the queue's.
        raw.getHeader().setTimeToLive(null);
        raw.getProperties().setAbsoluteExpiryTime(null);
        raw.getProperties().setCreationTime(null);
        Map<String, Object> properties = copy.getApplicationProperties();
        properties.remove(Attributes.VERDICT);
        properties.remove(Attributes.REASON);
        properties.remove(Attributes.WORDS);
        boolean ours = letter.batch() != null || letter.manifest() != null;
        letter.history()
                .replayed(ours ? letter.id() : null, letter.reason(), letter.enqueuedAt(), elsewhere)
                .write(properties);
        return copy;
    }
}
