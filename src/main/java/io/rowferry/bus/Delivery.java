package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import java.io.IOException;

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
        return Attributes.read(message);
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
            throw new NotOursException("its body is damaged: " + e.getMessage(), e);
        }
    }

    ServiceBusReceivedMessage message() {
        return message;
    }
}
