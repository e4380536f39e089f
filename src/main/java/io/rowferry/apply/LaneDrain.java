package io.rowferry.apply;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BatchBody;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.BodyWriter;
import io.rowferry.bus.Delivery;
import io.rowferry.bus.LaneHold;
import io.rowferry.bus.NotOursException;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.bus.Verdict;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.target.LaneWriter;
import io.rowferry.target.Outcome;
import io.rowferry.target.RowsToWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applies what a held lane gives out, several messages to a transaction. One thread. */
final class LaneDrain {
    private final String job;
    private final ServiceBusQueue bus;
    private final LaneWriter writer;
    private final Tally tally;

    LaneDrain(String job, ServiceBusQueue bus, LaneWriter writer, Tally tally) {
        this.job = job;
        this.bus = bus;
        this.writer = writer;
        this.tally = tally;
    }

    /** A batch of ours, unpacked. */
    private record Opened(Delivery delivery, BatchMessage message, BatchBody body) {}

    /**
     * Applies and settles deliveries of one lane.
     *
     * @return false when the lane's lock was lost; what was not settled will come again
     */
    boolean apply(LaneHold hold, List<Delivery> deliveries) {
        List<Opened> batches = new ArrayList<>();
        boolean held = true;
        for (Delivery delivery : deliveries) {
            try {
                BatchMessage message = delivery.batch();
                checkJob(message);
                Verdict verdict = message.verdict();
                if (verdict == null) {
                    batches.add(new Opened(delivery, message, Delivery.body(message)));
                } else {
                    held &= bury(hold, delivery, message, verdict);
                }
            } catch (NotOursException e) {
                held &= hold.deadLetter(delivery, Reason.CORRUPT.label(), String.valueOf(e.getMessage()));
                tally.deadLettered();
            }
        }
        return held && write(hold, batches);
    }

    private boolean write(LaneHold hold, List<Opened> batches) {
        if (batches.isEmpty()) {
            return true;
        }
        List<Outcome> outcomes = writer.apply(
                hold.lane(), batches.stream().map(LaneDrain::toWrite).toList());
        for (int i = 0; i < batches.size(); i++) {
            sendParts(batches.get(i), outcomes.get(i).unsent());
        }
        boolean held = hold.complete(batches.stream().map(Opened::delivery).toList());
        if (held) {
            outcomes.forEach(tally::completed);
        }
        return held;
    }

    private void sendParts(Opened batch, List<Rejection> unsent) {
        if (unsent.isEmpty()) {
            return;
        }
        for (Map.Entry<Reason, List<Rejection>> part :
                LaneWriter.byReason(unsent).entrySet()) {
            List<Integer> ordinals =
                    part.getValue().stream().map(Rejection::ordinal).toList();
            Verdict verdict = new Verdict(part.getKey(), part.getValue().get(0).words());
            bus.send(batch.message()
                    .rejectedPart(verdict, BodyWriter.pack(batch.body().only(ordinals))));
        }
        writer.sent(batch.message().id());
    }

    private boolean bury(LaneHold hold, Delivery delivery, BatchMessage part, Verdict verdict) {
        writer.bury(part.id(), part.order().run(), part.lane(), part.table());
        tally.deadLettered();
        return hold.deadLetter(delivery, verdict.reason().label(), verdict.words());
    }

    private void checkJob(BatchMessage message) {
        if (!message.job().equals(job)) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the queue holds a batch of job " + message.job() + ", not of " + job,
                    "One queue serves one job: give each its own by bus.queue. The batch stays where it is.");
        }
    }

    private static RowsToWrite toWrite(Opened batch) {
        BatchMessage message = batch.message();
        BatchBody body = batch.body();
        return new RowsToWrite(
                message.id(),
                message.body().checksum(),
                message.order(),
                message.table(),
                message.operation(),
                body.columns(),
                body.key(),
                body.version(),
                message.fingerprint(),
                body.rows());
    }
}
