package io.rowferry.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusErrorSource;
import com.azure.messaging.servicebus.ServiceBusException;
import io.rowferry.ExitCode;
import io.rowferry.Failure;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;

class BusFailuresTest {
    private final Throwable linkGone = failed(new AmqpException(false, "the link has gone", null));
    private final Throwable lockGone =
            failed(new AmqpException(false, AmqpErrorCondition.SESSION_LOCK_LOST, "the lock has gone", null));

    @Test
    void ofSeveralThatFailAtOnceTheFirstIsTold() {
        Failure failure = BusFailures.of("completing", "here", Exceptions.multiple(linkGone, lockGone));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.OUTAGE);
        assertThat(failure.what()).contains("the link has gone").doesNotContain("Multiple");
    }

    @Test
    void severalLocksThatAreLostAtOnceAreALockLost() {
        assertThat(BusFailures.lockLost(Exceptions.multiple(lockGone, linkGone)))
                .isTrue();
        assertThat(BusFailures.lockLost(Exceptions.multiple(linkGone, linkGone)))
                .isFalse();
    }

    private static Throwable failed(AmqpException why) {
        return new ServiceBusException(why, ServiceBusErrorSource.COMPLETE);
    }
}
