package io.rowferry.broker;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A fault that a running broker commits until it is disarmed. May be asked from any thread. */
public final class ArmedFault {
    private final Fault fault;
    private final Random random;
    private final AtomicLong struck = new AtomicLong();
    private long occasions;
    private volatile boolean armed = true;

    ArmedFault(Fault fault, Random random) {
        this.fault = fault;
        this.random = random;
    }

    public Fault fault() {
        return fault;
    }

    /** How often it has happened. */
    public long struck() {
        return struck.get();
    }

    /** It happens no more. */
    public void disarm() {
        armed = false;
    }

    boolean isArmed() {
        return armed;
    }

    /** Whether it happens on this occasion. */
    boolean strikes(String entity) {
        if (!armed || (fault.queue() != null && !fault.queue().equals(entity))) {
            return false;
        }
        long occasion = ++occasions - fault.after();
        if (occasion < 1 || (occasion - 1) % fault.every() != 0 || random.nextDouble() >= fault.rate()) {
            return false;
        }
        if (struck.incrementAndGet() >= fault.times()) {
            armed = false;
        }
        return true;
    }
}
