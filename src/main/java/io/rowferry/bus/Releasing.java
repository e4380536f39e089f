package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import reactor.core.publisher.Mono;

/**
 * Gives a locked message back as if it had never been received. The client can do so, which counts no delivery, and has
 * kept it to itself: what it offers is to abandon, which counts one.
 */
final class Releasing {
    private static final Method RELEASE = find();

    private Releasing() {}

    static Mono<Void> release(ServiceBusReceiverAsyncClient receiver, ServiceBusReceivedMessage message) {
        try {
            return ((Mono<?>) RELEASE.invoke(receiver, message)).then();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the client no longer releases messages", e);
        }
    }

    private static Method find() {
        try {
            Method method =
                    ServiceBusReceiverAsyncClient.class.getDeclaredMethod("release", ServiceBusReceivedMessage.class);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the client no longer releases messages", e);
        }
    }
}
