package io.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long an outage has lasted, and when it is over. */
class L9_BreakerTest {
    private final Failure outage = new Failure(ExitCode.OUTAGE, "the target is gone", "Wait.");

    private long now = -50;
    private final Breaker breaker = new Breaker(Duration.ofSeconds(60), () -> now);

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    /** One that the target's answer to a probe ends. */
    private void blip() {
        breaker.trip(outage);
        pass(1);
        breaker.probe(() -> {});
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void L9_twoShortOutagesWithWorkInBetweenAreTwo() {
        blip();
        breaker.worked(breaker.trips());
        pass(100);
        assertThatCode(() -> breaker.trip(outage)).doesNotThrowAnyException();
        pass(50);
        assertThatCode(() -> breaker.trip(outage)).as("the second's own time").doesNotThrowAnyException();
        pass(20);
        assertThatThrownBy(() -> breaker.trip(outage)).isSameAs(outage);
    }

    @Test
    void L9_failuresWithNothingDoneInBetweenAreOneOutage() {
        blip();
        pass(100);
        assertThatThrownBy(() -> breaker.trip(outage)).isSameAs(outage);
    }

    @Test
    void L9_workThatWasBegunBeforeItsLatestFailureEndsNoOutage() {
        blip();
        long before = breaker.trips();
        blip();
        breaker.worked(before);
        pass(100);
        assertThatThrownBy(() -> breaker.trip(outage)).isSameAs(outage);
    }
}
