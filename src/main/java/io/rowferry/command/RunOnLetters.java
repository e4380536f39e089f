package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import io.rowferry.ledger.Run;
import io.rowferry.replay.Choice;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.ReplayPlan;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.replay.ReplayResult;
import io.rowferry.report.Heading;
import io.rowferry.report.LetterSpool;
import io.rowferry.report.ReplayJson;
import io.rowferry.report.ReplayLine;
import io.rowferry.report.ReplayText;
import io.rowferry.sync.Deadline;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Does something with dead letters: looks what that would be, asks for consent, does it, prints what came of it. */
final class RunOnLetters {
    private final Job job;
    private final Choice choice;
    private final LetterDeed deed;
    private final ReplayOptions replay;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final long began = System.nanoTime();
    private final Deadline deadline;

    RunOnLetters(
            Job job,
            Choice choice,
            LetterDeed deed,
            ReplayOptions replay,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.choice = choice;
        this.deed = deed;
        this.replay = replay;
        this.deadline = Deadline.in(replay.runTime());
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        return Interruption.tell(this::plan);
    }

    private ExitCode plan() throws InterruptedException {
        Consent consent = new Consent(replay.yes() || replay.dryRun(), environment, err);
        consent.checkCanBeHad(deed.deed().label());
        BusAddress from = new OpenJob(job, environment).bus();
        if (replay.dryRun()) {
            return rehearse(from);
        }
        try (ReplayWiring wiring = new ReplayWiring(job, environment, clock, replay.patience());
                DeadLetterQueue queue = DeadLetterQueue.open(from)) {
            ReplayPlan plan = ReplayPlan.of(queue, job, choice, deed::keeps);
            if (!plan.letters().isEmpty() && !replay.yes()) {
                ReplayText.plan(plan, deed.deed(), err);
                if (!consent.asks("Go on?")) {
                    throw new Failure(ExitCode.USAGE, "nothing was done, as you said", "Nothing has changed.");
                }
            }
            return act(wiring, queue, from, plan);
        }
    }

    private ExitCode rehearse(BusAddress from) {
        try (DeadLetterQueue queue = DeadLetterQueue.open(from);
                LetterSpool spool = new LetterSpool()) {
            ReplayPlan plan = ReplayPlan.of(queue, job, choice, deed::keeps);
            plan.inOrder().forEach(letter -> show(letter, "would " + deed.deed().label(), spool));
            plan.kept().forEach((letter, fate) -> show(letter, fate.label(), spool));
            if (options.output() == OutputFormat.JSON) {
                ReplayResult result = new ReplayResult(null, plan.seen(), Map.of(), null);
                ReplayJson.print(heading(), result, ExitCode.OK, spool, out);
            } else if (plan.seen().matched() == 0) {
                ReplayText.print(heading(), new ReplayResult(null, plan.seen(), Map.of(), null), "", out);
            } else {
                ReplayText.plan(plan, deed.deed(), out);
            }
            return ExitCode.OK;
        }
    }

    private void show(Chosen letter, String outcome, LetterSpool spool) {
        if (options.output() == OutputFormat.JSON) {
            spool.add(letter, outcome);
        } else {
            ReplayText.line(letter, outcome, out);
        }
    }

    private ExitCode act(ReplayWiring wiring, DeadLetterQueue queue, BusAddress from, ReplayPlan plan)
            throws InterruptedException {
        Run run = wiring.begin();
        ExitCode exitCode = ExitCode.BUG;
        try (LetterSpool spool = new LetterSpool()) {
            ReplayResult result = plan.seen().matched() == 0
                    ? new ReplayResult(run.name(), plan.seen(), Map.of(), null)
                    : new ReplayResult(
                            run.name(),
                            plan.seen(),
                            act(wiring, queue, from, plan, run, spool).fates(),
                            wiring.folder(run).folder().toString());
            exitCode = result.exitCode();
            print(result, spool);
            return exitCode;
        } catch (Failure e) {
            exitCode = e.exitCode();
            throw e;
        } catch (InterruptedException e) {
            exitCode = ExitCode.INTERRUPTED;
            throw e;
        } finally {
            wiring.end(run, exitCode.code());
        }
    }

    private ReplayProgress act(
            ReplayWiring wiring, DeadLetterQueue queue, BusAddress from, ReplayPlan plan, Run run, LetterSpool spool)
            throws InterruptedException {
        ReplayLine line = new ReplayLine(options.aside(err), Terminal.shows(environment));
        try {
            return deed.run(new LettersAtHand(
                    wiring,
                    from,
                    queue,
                    plan,
                    run,
                    wiring.audit(run, deed.place(from), choice.words(), deed.because()),
                    deadline::isOver,
                    clock,
                    (letter, fate) -> {
                        if (options.output() == OutputFormat.JSON || options.verbose()) {
                            show(letter, fate.label(), spool);
                        }
                    },
                    line));
        } finally {
            line.end();
        }
    }

    private Heading heading() {
        return new Heading(job.name(), ReplayWiring.ROLE, startedAt, Duration.ofNanos(System.nanoTime() - began));
    }

    private void print(ReplayResult result, LetterSpool spool) {
        Heading heading = heading();
        if (options.output() == OutputFormat.JSON) {
            ReplayJson.print(heading, result, result.exitCode(), spool, out);
        } else {
            ReplayText.print(heading, result, job.file().toString(), out);
        }
        out.flush();
        new Attention(job, ReplayWiring.ROLE, err)
                .call(result.exitCode(), json -> ReplayJson.print(heading, result, result.exitCode(), spool, json));
    }
}
