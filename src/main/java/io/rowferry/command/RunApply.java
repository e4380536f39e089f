package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.apply.Applied;
import io.rowferry.apply.Appliers;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.report.ApplyJson;
import io.rowferry.report.ApplyLine;
import io.rowferry.report.ApplyText;
import io.rowferry.report.Heading;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Applies until the queue is drained, for a time, or until told to stop. */
final class RunApply {
    private static final String COMMAND = "apply";
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How long a busy process that follows the queue goes without telling what it does. */
    private static final Duration CYCLE = Duration.ofSeconds(30);

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(10);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final Job job;
    private final ApplyOptions apply;
    private final SharedOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final OpenJob open;
    private final ApplyLine line;
    private final Attention attention;
    private final Clock clock = Clock.systemUTC();
    private final long began = System.nanoTime();
    private Instant cycleStarted = clock.instant();
    private long cycleBegan = began;
    private boolean begun;
    private Applied told = Applied.NOTHING;
    private ExitCode worst = ExitCode.OK;
    private long nextQuestion = began;

    RunApply(
            Job job,
            ApplyOptions apply,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.apply = apply;
        this.options = options;
        this.out = out;
        this.err = err;
        this.open = new OpenJob(job, environment);
        this.line = new ApplyLine(options.aside(err), Terminal.shows(environment));
        this.attention = new Attention(job, COMMAND, err);
    }

    ExitCode run() {
        return Interruption.tell(() -> {
            while (true) {
                try {
                    return drain();
                } catch (Failure e) {
                    waitOut(e);
                }
            }
        });
    }

    /** What could not even be begun is begun again; what was begun has been patient itself. */
    private void waitOut(Failure e) throws InterruptedException {
        boolean again = apply.follow()
                ? !isTimeOver()
                : !begun && System.nanoTime() - began < apply.outagePatience().toNanos();
        if (!again || e.exitCode() != ExitCode.OUTAGE) {
            throw e;
        }
        Duration pause = apply.follow() ? AFTER_OUTAGE : QUIET;
        if (apply.follow()) {
            attention.call(e);
        }
        err.println(e.what());
        err.println("Nothing is lost. Trying again in " + pause.toSeconds() + " s.");
        Thread.sleep(pause.toMillis());
    }

    private ExitCode drain() throws InterruptedException {
        Workers workers = Workers.of(
                0, Runtime.getRuntime().availableProcessors(), job.bus().lanes());
        Duration patience = apply.follow() ? FOR_EVER : apply.outagePatience();
        try (Database target = open.target(workers.targetConnections());
                ServiceBusQueue bus = ServiceBusQueue.open(open.bus())) {
            LedgerSchema.prepare(target);
            begun = true;
            Appliers appliers = open.appliers(target, workers.appliers(), bus, patience, clock);
            told = Applied.NOTHING;
            boolean drained;
            try {
                watch(appliers, bus);
                drained = apply.runTime() == null || isDrainedAtLast(appliers, bus);
            } catch (InterruptedException e) {
                appliers.close();
                tellLast(appliers);
                throw e;
            } finally {
                line.end();
                appliers.close();
            }
            appliers.check();
            if (drained) {
                PruneLedgers.run(job.name(), target, null, bus, clock, err);
            }
            Applied all = appliers.applied();
            return worst.or(print((drained ? all : all.stopped()).since(told)));
        }
    }

    /** Who follows the queue has told the rest before, a cycle at a time. */
    private void tellLast(Appliers appliers) {
        Applied last = appliers.applied().since(told);
        if (apply.follow() && !last.equals(Applied.NOTHING)) {
            print(last);
        }
    }

    /** Waits for the end. */
    private void watch(Appliers appliers, ServiceBusQueue bus) throws InterruptedException {
        Failure outage = null;
        while (!isOver(appliers, bus)) {
            Thread.sleep(LOOK.toMillis());
            appliers.check();
            Failure now = appliers.outage();
            if (now != null && outage == null) {
                line.end();
                err.println(now.what());
                err.println("Nothing is lost. Trying again.");
                if (apply.follow()) {
                    attention.call(now);
                }
            }
            outage = now;
            Applied all = appliers.applied();
            Applied news = all.since(told);
            boolean pause = appliers.idle().compareTo(QUIET) > 0 || System.nanoTime() - cycleBegan > CYCLE.toNanos();
            if (apply.follow() && pause && !news.equals(Applied.NOTHING)) {
                told = all;
                line.end();
                worst = worst.or(print(news));
                cycleStarted = clock.instant();
                cycleBegan = System.nanoTime();
            } else if (now == null && !news.equals(Applied.NOTHING)) {
                line.show(all);
            }
        }
    }

    private boolean isOver(Appliers appliers, ServiceBusQueue bus) {
        return isTimeOver()
                || (!apply.follow()
                        && appliers.outage() == null
                        && appliers.idle().compareTo(apply.untilIdle()) > 0
                        && isDrained(appliers, bus));
    }

    private boolean isTimeOver() {
        Duration time = apply.runTime();
        return time != null && System.nanoTime() - began > time.toNanos();
    }

    /**
     * To ask is a connection of its own, and rows that wait for another attempt keep the queue from being drained. A bus that
     * does not answer is waited for as long as one that gives out no messages.
     */
    private boolean isDrained(Appliers appliers, ServiceBusQueue bus) {
        long now = System.nanoTime();
        if (now - nextQuestion < 0) {
            return false;
        }
        nextQuestion = now + QUIET.toNanos();
        return appliers.answer(bus::isDrained).orElse(false);
    }

    /** What is away when the time is over keeps nobody from the result of what was applied. */
    private static boolean isDrainedAtLast(Appliers appliers, ServiceBusQueue bus) {
        try {
            return appliers.outage() == null && bus.isDrained();
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.OUTAGE) {
                throw e;
            }
            return false;
        }
    }

    private ExitCode print(Applied applied) {
        Heading heading =
                new Heading(job.name(), COMMAND, cycleStarted, Duration.ofNanos(System.nanoTime() - cycleBegan));
        if (options.output() == OutputFormat.JSON) {
            ApplyJson.print(heading, applied, out);
        } else {
            ApplyText.print(heading, applied, job.file().toString(), out);
        }
        out.flush();
        attention.call(applied.exitCode(), json -> ApplyJson.print(heading, applied, json));
        return applied.exitCode();
    }
}
