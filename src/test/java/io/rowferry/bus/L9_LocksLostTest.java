package io.rowferry.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.broker.ArmedFault;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.Fault;
import io.rowferry.servers.LocalNamespace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lane whose lock ends just as its messages are completed is a lane lost: no outage, and nothing to report. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting
class L9_LocksLostTest {
    private static final int LOSSES = 4;
    private static final int LANES = 20;
    private static final int MESSAGES = 9;

    @TempDir
    private Path folder;

    private int lost;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L9_aLockThatIsLostWhileBatchesAreCompletedIsNoOutage(long seed) throws Exception {
        System.out.println("L9_LocksLostTest seed " + seed);
        Random random = new Random(seed);
        Set<Long> completed = new HashSet<>();
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            BusAddress address = new BusAddress(LocalNamespace.connection(broker.port()), "lanes");
            send(address);
            try (ServiceBusQueue bus = ServiceBusQueue.open(address)) {
                // What comes first, after a loss, is the connection's first request to the management node.
                ArmedFault fault = broker.arm(Fault.parse("expire-lock:rate=0.2,for=15ms"), seed);
                while (lost < LOSSES) {
                    drainSome(bus, random, completed);
                }
                fault.disarm();
                while (!bus.isDrained()) {
                    drainSome(bus, random, completed);
                }
            }
        }
        assertThat(completed).hasSize(LANES * MESSAGES);
    }

    /** What comes at first, and what comes after that. */
    private void drainSome(ServiceBusQueue bus, Random random, Set<Long> completed) throws InterruptedException {
        try (LaneHold hold = bus.acceptNext().await(Duration.ofSeconds(20)).orElseThrow()) {
            for (int i = 0; i < 2; i++) {
                List<Delivery> some = some(hold);
                LockSupport.parkNanos(random.nextInt(15_000_000));
                some.forEach(delivery -> completed.add(delivery.message().getSequenceNumber()));
                if (!some.isEmpty() && !hold.complete(some)) {
                    lost++;
                    return;
                }
            }
        }
    }

    /** Empty when the lane is, or is lost. */
    private static List<Delivery> some(LaneHold hold) {
        for (int i = 0; i < 25 && hold.isEmpty() && !hold.lost(); i++) {
            LockSupport.parkNanos(2_000_000);
        }
        LockSupport.parkNanos(2_000_000);
        return hold.receive(Intake.WINDOW);
    }

    private static void send(BusAddress address) {
        try (ServiceBusSenderClient sender = ServiceBusQueue.builder(address)
                .sender()
                .queueName(address.queue())
                .buildClient()) {
            for (int lane = 0; lane < LANES; lane++) {
                String session = "%03d".formatted(lane);
                sender.sendMessages(IntStream.range(0, MESSAGES)
                        .mapToObj(i -> new ServiceBusMessage("message " + i).setSessionId(session))
                        .toList());
            }
        }
    }
}
