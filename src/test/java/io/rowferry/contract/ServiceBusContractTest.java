package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** The suite: its chapters run side by side, since most of their time is waiting. */
class ServiceBusContractTest {
    @TempDir
    static Path data;

    private static Namespace namespace;

    @BeforeAll
    static void start() throws Exception {
        namespace = Namespace.start(data);
        useEachKindOfClientOnce();
    }

    /** Loads the client's classes before the chapters do it all at once, with locks running. */
    private static void useEachKindOfClientOnce() {
        String queue = namespace.borrow(Kind.SESSIONS);
        Emptying.empty(queue, true);
        try (Clients clients = new Clients()) {
            clients.sender(queue).sendMessages(Contract.inSession("any", "first"));
            ServiceBusReceiverClient holder = clients.session(queue, "any");
            holder.complete(Contract.receiveOne(holder));
        }
        namespace.giveBack(Kind.SESSIONS, queue);
    }

    @AfterAll
    static void stop() {
        namespace.close();
    }

    // Those that wait longest come first.
    @Nested
    class JavaScript extends JavaScriptContract {}

    @Nested
    class Duplicates extends DuplicatesContract {}

    @Nested
    class SessionLocks extends SessionLocksContract {}

    @Nested
    class Settlement extends SettlementContract {}

    @Nested
    class DeadLetters extends DeadLetterContract {}

    @Nested
    class Sending extends SendingContract {}

    @Nested
    class Deferral extends DeferralContract {}

    @Nested
    class Expiry extends ExpiryContract {}

    @Nested
    class Schedule extends ScheduleContract {}

    @Nested
    class Browsing extends BrowsingContract {}

    @Nested
    class Sessions extends SessionsContract {}

    @Nested
    class Async extends AsyncContract {}

    @Nested
    class Processors extends ProcessorContract {}

    @Nested
    class Transactions extends TransactionsContract {}

    @Test
    void every_test_of_the_suite_says_how_its_claim_is_known() {
        List<Method> tests = Arrays.stream(ServiceBusContractTest.class.getDeclaredClasses())
                .filter(Contract.class::isAssignableFrom)
                .flatMap(chapter ->
                        AnnotationSupport.findAnnotatedMethods(chapter, Test.class, HierarchyTraversalMode.TOP_DOWN)
                                .stream())
                .toList();
        assertThat(tests)
                .hasSizeGreaterThan(50)
                .allSatisfy(test -> assertThat(test.getAnnotation(Fact.class))
                        .as(test.getName())
                        .isNotNull()
                        .satisfies(fact -> assertThat(fact.from()).isNotBlank()));
    }
}
