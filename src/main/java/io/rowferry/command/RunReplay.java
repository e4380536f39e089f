package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import io.rowferry.ledger.Run;
import io.rowferry.replay.Choice;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.ReplayLetters;
import io.rowferry.replay.ReplayParts;
import io.rowferry.replay.ReplayPlan;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.replay.ReplayResult;
import io.rowferry.replay.ReplayRules;
import io.rowferry.replay.Target;
import io.rowferry.report.Heading;
import io.rowferry.report.LetterSpool;
import io.rowferry.report.ReplayJson;
import io.rowferry.report.ReplayLine;
import io.rowferry.report.ReplayText;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Wires a replay together, asks for consent, and prints what came of it. */
final class RunReplay {
    private final Job job;
    private final Choice choice;
    private final ReplayOptions replay;
    private final @Nullable BusAddress elsewhere;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final long began = System.nanoTime();

    /** @param elsewhere where copies go; null for the job's own queue */
    RunReplay(
            Job job,
            Choice choice,
            ReplayOptions replay,
            @Nullable BusAddress elsewhere,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.choice = choice;
        this.replay = replay;
        this.elsewhere = elsewhere;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        return Interruption.tell(this::replay);
    }

    private ExitCode replay() throws InterruptedException {
        Consent consent = new Consent(replay.yes() || replay.dryRun(), environment, err);
        consent.checkCanBeHad("replay");
        BusAddress from = new OpenJob(job, environment).bus();
        ReplayRules rules = replay.rules(elsewhere != null);
        if (replay.dryRun()) {
            return rehearse(from, rules);
        }
        try (ReplayWiring wiring = new ReplayWiring(job, environment, clock, replay.patience());
                DeadLetterQueue queue = DeadLetterQueue.open(from)) {
            ReplayPlan plan = ReplayPlan.of(queue, job, choice, rules);
            if (!plan.letters().isEmpty() && !replay.yes()) {
                ReplayText.plan(plan, "replay", err);
            }
            if (!plan.letters().isEmpty() && !consent.asks("Replay them?")) {
                throw new Failure(ExitCode.USAGE, "nothing was replayed, as you said", "Nothing has changed.");
            }
            return replay(wiring, queue, from, plan, rules);
        }
    }

    private ExitCode rehearse(BusAddress from, ReplayRules rules) {
        try (DeadLetterQueue queue = DeadLetterQueue.open(from);
                LetterSpool spool = new LetterSpool()) {
            ReplayPlan plan = ReplayPlan.of(queue, job, choice, rules);
            plan.inOrder().forEach(letter -> show(letter, "would be sent", spool));
            plan.kept().forEach((letter, fate) -> show(letter, fate.label(), spool));
            if (options.output() == OutputFormat.JSON) {

                ReplayResult result = new ReplayResult(null, plan.seen(), Map.of(), null);
                ReplayJson.print(heading(), result, ExitCode.OK, spool, out);
            } else {
                ReplayText.plan(plan, "replay", out);
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

    private ExitCode replay(
            ReplayWiring wiring, DeadLetterQueue queue, BusAddress from, ReplayPlan plan, ReplayRules rules)
            throws InterruptedException {
        Run run = wiring.begin();
        ExitCode exitCode = ExitCode.BUG;
        try (LetterSpool spool = new LetterSpool()) {
            ReplayResult result = result(wiring, queue, from, plan, rules, run, spool);
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

    private ReplayResult result(
            ReplayWiring wiring,
            DeadLetterQueue queue,
            BusAddress from,
            ReplayPlan plan,
            ReplayRules rules,
            Run run,
            LetterSpool spool)
            throws InterruptedException {
        if (plan.seen().matched() == 0) {
            return new ReplayResult(run.name(), plan.seen(), Map.of(), null);
        }
        BusAddress to = elsewhere == null ? from : elsewhere;
        boolean waits = elsewhere == null && !replay.sendOnly() && job.target() != null;
        Target target = waits ? wiring.target(from, replay.outagePatience()) : null;
        ReplayParts parts =
                new ReplayParts(from, to, queue, target, wiring.audit(run, to, choice.words(), ""), over(), clock);
        ReplayLine line = options.quiet() ? null : new ReplayLine(err, Terminal.shows(environment));
        try {
            ReplayLetters deed = new ReplayLetters(
                    parts,
                    plan,
                    rules,
                    (letter, fate) -> {
                        if (options.output() == OutputFormat.JSON || options.verbose()) {
                            show(letter, fate.label(), spool);
                        }
                    },
                    line == null ? progress -> {} : line);
            ReplayProgress end = deed.run();
            return new ReplayResult(
                    run.name(),
                    plan.seen(),
                    end.fates(),
                    wiring.folder(run).path().toString());
        } finally {
            if (line != null) {
                line.end();
            }
        }
    }

    private BooleanSupplier over() {
        Duration time = replay.runTime();
        return () -> time != null && System.nanoTime() - began > time.toNanos();
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
