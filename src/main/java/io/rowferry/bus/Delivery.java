package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message as it was received, locked to the {@link LaneHold} that gave it out. */
public final class Delivery {
    private final ServiceBusReceivedMessage message;

    Delivery(ServiceBusReceivedMessage message) {
        this.message = message;
    }

    /**
     * What the message says of itself.
     *
     * @throws NotOursException when it is not of a form known to this version
     */
    public Arrival arrival() throws NotOursException {
        return MessageReader.read(message);
    }

    /** The job that the message says it belongs to, be it whole or not; null when it says nothing of the kind. */
    public @Nullable String job() {
        return MessageReader.job(message);
    }

    /**
     * The rows inside.
     *
     * @throws NotOursException when they cannot be unpacked, are not of the promised checksum, or not of our form
     */
    public static BatchBody body(BatchMessage batch) throws NotOursException {
        try {
            byte[] unpacked = Packing.unpack(batch.body().bytes());
            if (!Packing.sha256(unpacked).equals(batch.body().checksum())) {
                throw new NotOursException("its checksum is wrong");
            }
            BatchBody body = BodyReader.read(unpacked);
            if (body.rows().count() != batch.body().rows()) {
                throw new NotOursException("it holds another number of rows than it says");
            }
            return body;
        } catch (IOException e) {
            throw new NotOursException("its body is damaged: " + firstLine(e), e);
        }
    }

    /** Without the parser's picture of the place, which may show values. */
    private static String firstLine(IOException e) {
        String words = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return String.valueOf(words).lines().findFirst().orElse("");
    }

    ServiceBusReceivedMessage message() {
        return message;
    }
}
