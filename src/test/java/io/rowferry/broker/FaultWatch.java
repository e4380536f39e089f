package io.rowferry.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Listens to what one broker says of itself: a warning or error is a fault of its own, whatever clients did. */
final class FaultWatch implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.rowferry.broker");
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    private final String thread;

    private FaultWatch(Broker broker) {
        thread = "broker-" + broker.port();
        heard.start();
        logger.addAppender(heard);
    }

    static FaultWatch of(Broker broker) {
        return new FaultWatch(broker);
    }

    /** With the stack traces. */
    List<String> faults() {
        return List.copyOf(heard.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .filter(event -> event.getThreadName().equals(thread)) // other tests have others
                .filter(event -> !event.getLoggerName().equals(Faults.class.getName())) // those are on purpose
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(heard);
    }
}
