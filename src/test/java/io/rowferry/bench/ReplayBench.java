package io.rowferry.bench;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import io.rowferry.bus.BatchBody;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.BodyWriter;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.PackedBody;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.plan.Fingerprint;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * Measures what a large dead-letter queue costs: listing and counting it, with the memory that takes, and replaying it
 * beside sending the same messages for the first time. Argument: how many (100000), of one row each.
 */
public final class ReplayBench {
    private static final int LANES = 32;
    private static final int SENDERS = 16;
    private static final int IN_FLIGHT = 64;
    private static final List<Column> COLUMNS =
            List.of(new Column("id", ColumnType.integer(32), true), new Column("note", ColumnType.text(1000), true));

    private ReplayBench() {}

    public static void main(String[] arguments) throws Exception {
        int letters = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Path folder = Files.createTempDirectory("rowferry-bench");
        Ferry ferry = new Ferry(folder);
        try {
            TestDatabase database = Servers.postgres().freshDatabase();
            database.execute("create table orders (id int primary key, note varchar(1000))");
            Path job = ferry.job(database, database, "table: orders");
            for (int number : new int[] {letters / 10, letters}) {
                measure(ferry, folder, job, number);
            }
        } finally {
            ferry.stopBroker();
        }
    }

    private static void measure(Ferry ferry, Path folder, Path job, int letters) throws Exception {
        ferry.run("replay-dlq", job, "--list"); // starts the broker
        String name = Files.readString(job).lines().findFirst().orElseThrow().substring("job: ".length());
        BusAddress address = new BusAddress(
                LocalNamespace.connection(Integer.parseInt(
                        Files.readString(folder.resolve("home/broker/port")).strip())),
                name);
        say("%n%,d dead letters of a row, %d lanes", letters, LANES);
        double fresh = send(address, name, letters);
        say("  sent for the first time        %6.1f s  %,8.0f messages/s", fresh, letters / fresh);
        refuse(address, letters);
        for (String look : List.of("--list", "--summary")) {
            double seconds = ferry.run("replay-dlq", job, look);
            say(
                    "  %-28s   %6.1f s  %,8.0f messages/s  peak memory %d MB",
                    look, seconds, letters / seconds, ferry.peakMegabytes());
        }
        double replayed = ferry.run("replay-dlq", job, "--yes", "--send-only");
        say(
                "  replayed                       %6.1f s  %,8.0f messages/s  %.2f of the first time  peak memory %d MB",
                replayed, letters / replayed, fresh / replayed, ferry.peakMegabytes());
        refuse(address, letters);
        ferry.run("replay-dlq", job, "--discard", "--because", "measured", "--yes");
    }

    /** As a run sends: each lane by one thread, one send in flight a lane. Seconds. */
    private static double send(BusAddress address, String job, int letters) throws InterruptedException {
        TableName orders = new TableName(null, "orders");
        String fingerprint = Fingerprint.of(COLUMNS, List.of("id"), null);
        List<Thread> threads = new ArrayList<>();
        try (ServiceBusQueue queue = ServiceBusQueue.open(address)) {
            long began = System.nanoTime();
            for (int first = 0; first < SENDERS; first++) {
                int offset = first;
                Thread thread = new Thread(() -> {
                    for (int i = offset; i < letters; i += SENDERS) {
                        PackedBody body = BodyWriter.pack(new BatchBody(
                                COLUMNS, List.of("id"), null, Rows.of(List.<String[]>of(new String[] {
                                    String.valueOf(i), "n".repeat(200) + i
                                }))));
                        Order order = new Order(System.nanoTime(), i + 1L);
                        queue.send(BatchMessage.batch(
                                job,
                                "bench-" + letters,
                                order,
                                i % LANES,
                                orders,
                                Operation.UPSERT,
                                fingerprint,
                                true,
                                body));
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return (System.nanoTime() - began) / 1e9;
        }
    }

    /** Has all that waits dead-lettered. */
    private static void refuse(BusAddress address, int letters) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(letters);
        DeadLetterOptions why = new DeadLetterOptions()
                .setDeadLetterReason("constraint")
                .setDeadLetterErrorDescription("new row violates check constraint \"good\"");
        Disposable.Composite receivers = Disposables.composite();
        ServiceBusSessionReceiverAsyncClient sessions = new ServiceBusClientBuilder()
                .connectionString(address.connectionString())
                .sessionReceiver()
                .queueName(address.queue())
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient();
        for (int lane = 0; lane < LANES; lane++) {
            String session = String.format(Locale.ROOT, "%03d", lane);
            receivers.add(sessions.acceptSession(session)
                    .flatMapMany(receiver -> refused(receiver, why, left))
                    .subscribe(x -> {}, failed -> System.err.println("receiving ended: " + failed)));
        }
        if (!left.await(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " did not come");
        }
        receivers.dispose();
        sessions.close();
    }

    private static Flux<Void> refused(
            ServiceBusReceiverAsyncClient receiver, DeadLetterOptions why, CountDownLatch left) {
        return receiver.receiveMessages()
                .flatMap(message -> receiver.deadLetter(message, why).doOnSuccess(x -> left.countDown()), IN_FLIGHT)
                .doFinally(end -> receiver.close());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
