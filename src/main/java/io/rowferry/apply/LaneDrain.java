package io.rowferry.apply;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.Arrival;
import io.rowferry.bus.BatchBody;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.BodyWriter;
import io.rowferry.bus.Delivery;
import io.rowferry.bus.LaneHold;
import io.rowferry.bus.Manifest;
import io.rowferry.bus.NotOursException;
import io.rowferry.bus.PackedBody;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.bus.Verdict;
import io.rowferry.plan.Fingerprint;
import io.rowferry.table.Part;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.target.LaneWriter;
import io.rowferry.target.Outcome;
import io.rowferry.target.RowsToWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies what a held lane gives out, several messages to a transaction. One thread. */
final class LaneDrain {
    /** Bytes of unpacked batches in hand, at most, besides one that is larger alone. */
    private static final long MOST_UNPACKED = 8 << 20;

    /** Of words that may be another's, characters. */
    private static final int MOST_WORDS = 1_000;

    private final ApplySettings settings;
    private final ServiceBusQueue bus;
    private final LaneWriter writer;
    private final Tally tally;

    LaneDrain(ApplySettings settings, ServiceBusQueue bus, LaneWriter writer, Tally tally) {
        this.settings = settings;
        this.bus = bus;
        this.writer = writer;
        this.tally = tally;
    }

    /** A batch of ours, unpacked. */
    private record Opened(Delivery delivery, BatchMessage message, BatchBody body) {}

    /** A batch that the target has. */
    private record Settled(Opened batch, Outcome outcome) {}

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
                checkJob(delivery.job());
                Arrival arrival = delivery.arrival();
                if (arrival instanceof Manifest manifest) {
                    held &= end(hold, delivery, manifest);
                } else if (arrival instanceof BatchMessage batch) {
                    held &= sort(hold, delivery, batch, batches);
                }
            } catch (NotOursException e) {
                held &= refuse(hold, delivery, Reason.CORRUPT, String.valueOf(e.getMessage()));
            }
            if (unpacked(batches) > MOST_UNPACKED) {
                held = held && write(hold, batches);
                batches.clear();
            }
        }
        return held && write(hold, batches);
    }

    private static long unpacked(List<Opened> batches) {
        return batches.stream()
                .mapToLong(batch -> batch.message().body().unpackedSize())
                .sum();
    }

    private boolean sort(LaneHold hold, Delivery delivery, BatchMessage batch, List<Opened> batches)
            throws NotOursException {
        Verdict verdict = batch.verdict();
        if (verdict != null) {
            return bury(hold, delivery, batch, verdict);
        } else if (!settings.tables().contains(batch.table())) {
            return refuse(hold, delivery, Reason.SCHEMA, "job " + settings.job() + " has no table " + batch.table());
        }
        BatchBody body = Delivery.body(batch);
        if (!Fingerprint.of(body.columns(), body.key(), body.version()).equals(batch.fingerprint())) {
            return refuse(hold, delivery, Reason.SCHEMA, "its fingerprint is not that of its columns, key and version");
        }
        batches.add(new Opened(delivery, batch, body));
        return true;
    }

    private boolean write(LaneHold hold, List<Opened> batches) {
        if (batches.isEmpty()) {
            return true;
        }
        List<Outcome> outcomes = writer.apply(
                hold.lane(), batches.stream().map(LaneDrain::toWrite).toList());
        List<Settled> whole = new ArrayList<>();
        List<Settled> refused = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            tally.applied(batches.get(i).message().table(), outcomes.get(i).counts());
            Settled settled = new Settled(batches.get(i), outcomes.get(i));
            (settled.outcome().unsent().isEmpty() ? whole : refused).add(settled);
        }
        // Those that are done go first: in a queue that is full they make room for the parts of the others.
        boolean held = complete(hold, whole);
        refused.forEach(settled -> sendParts(settled.batch(), settled.outcome().unsent()));
        return held && complete(hold, refused);
    }

    private boolean complete(LaneHold hold, List<Settled> settled) {
        boolean held = settled.isEmpty()
                || hold.complete(
                        settled.stream().map(done -> done.batch().delivery()).toList());
        if (held) {
            settled.forEach(done -> tally.completed(done.outcome()));
        }
        return held;
    }

    private void sendParts(Opened batch, List<Part> parts) {
        for (Part part : parts) {
            if (part.isFinal()) {
                Rejection first = part.rows().get(0);
                bus.send(batch.message()
                        .refusedPart(part.id(), new Verdict(first.reason(), first.words()), packed(batch, part)));
            } else {
                BatchMessage again = part.id().equals(batch.message().id())
                        ? batch.message().again(part.attempt())
                        : batch.message().retriedPart(part.id(), part.attempt(), packed(batch, part));
                bus.send(again, settings.notBefore(part.attempt()));
            }
        }
        writer.sent(parts);
    }

    private static PackedBody packed(Opened batch, Part part) {
        return BodyWriter.pack(
                batch.body().only(part.rows().stream().map(Rejection::ordinal).toList()));
    }

    private boolean bury(LaneHold hold, Delivery delivery, BatchMessage part, Verdict verdict) {
        int rows = writer.bury(
                part.id(),
                part.order().run(),
                part.lane(),
                part.table(),
                part.history().replay());
        tally.buried(part.table(), rows);
        tally.deadLettered();
        return hold.deadLetter(delivery, verdict.reason().label(), verdict.words());
    }

    private boolean refuse(LaneHold hold, Delivery delivery, Reason reason, String words) {
        tally.deadLettered();
        return hold.deadLetter(delivery, reason.label(), shown(words));
    }

    private boolean end(LaneHold hold, Delivery delivery, Manifest manifest) {
        Map<Integer, Long> batches = new HashMap<>();
        manifest.batches()
                .forEach((lane, tables) -> batches.put(
                        lane,
                        tables.values().stream()
                                .mapToLong(Manifest.Sent::batches)
                                .sum()));
        writer.end(manifest.number(), batches, manifest.history().replay());
        return hold.complete(List.of(delivery));
    }

    private void checkJob(@Nullable String job) {
        if (job != null && !job.equals(settings.job())) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the queue holds a batch of job " + shown(job) + ", not of " + settings.job(),
                    "One queue serves one job: give each its own by bus.queue. The batch stays where it is.");
        }
    }

    /** What somebody else may have written, fit for a terminal. */
    private static String shown(String words) {
        String some = words.length() > MOST_WORDS ? words.substring(0, MOST_WORDS) : words;
        return some.replaceAll("\\p{Cntrl}", "?");
    }

    private static RowsToWrite toWrite(Opened batch) {
        BatchMessage message = batch.message();
        BatchBody body = batch.body();
        return new RowsToWrite(
                message.id(),
                message.body().checksum(),
                message.attempt(),
                message.parentsSettled(),
                message.order(),
                message.table(),
                message.operation(),
                body.columns(),
                body.key(),
                body.version(),
                message.fingerprint(),
                message.history().replay(),
                body.rows());
    }
}
