package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import io.rowferry.replay.Choice;
import io.rowferry.replay.LookAtLetters;
import io.rowferry.replay.LookAtLetters.Seen;
import io.rowferry.replay.LookAtLetters.Viewer;
import io.rowferry.replay.ShownLetter;
import io.rowferry.replay.Summary;
import io.rowferry.report.DeadLetterJson;
import io.rowferry.report.DeadLetterText;
import io.rowferry.report.Heading;
import io.rowferry.report.LetterFile;
import io.rowferry.report.LetterSpool;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Wires a look at dead letters together and prints what it sees. */
final class RunLookAtLetters {
    private final Job job;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final Clock clock = Clock.systemUTC();
    private final Instant startedAt = clock.instant();
    private final long began = System.nanoTime();

    RunLookAtLetters(Job job, SharedOptions options, Map<String, String> environment, PrintWriter out) {
        this.job = job;
        this.options = options;
        this.environment = environment;
        this.out = out;
    }

    private boolean json() {
        return options.output() == OutputFormat.JSON;
    }

    private Heading heading() {
        return new Heading(job.name(), ReplayWiring.ROLE, startedAt, Duration.ofNanos(System.nanoTime() - began));
    }

    private DeadLetterQueue open() {
        return DeadLetterQueue.open(new OpenJob(job, environment).bus());
    }

    ExitCode list(Choice choice, boolean newestFirst) {
        try (DeadLetterQueue queue = open()) {
            LookAtLetters look = new LookAtLetters(queue, job, choice, true);
            if (json()) {
                try (LetterSpool spool = new LetterSpool()) {
                    Seen seen = list(look, newestFirst, (letter, listed) -> spool.add(listed));
                    DeadLetterJson.list(heading(), seen, spool, out);
                }
            } else {
                Viewer lines = (letter, listed) -> DeadLetterText.line(listed, out);
                DeadLetterText.total(list(look, newestFirst, lines), out);
            }
        }
        return ExitCode.OK;
    }

    private static Seen list(LookAtLetters look, boolean newestFirst, Viewer viewer) {
        return newestFirst ? look.newestFirst(viewer) : look.oldestFirst(viewer);
    }

    ExitCode summary(Choice choice) {
        try (DeadLetterQueue queue = open()) {
            Summary summary = new Summary(clock);
            Seen seen =
                    new LookAtLetters(queue, job, choice, true).oldestFirst((letter, listed) -> summary.add(listed));
            if (json()) {
                DeadLetterJson.summary(heading(), seen, summary.groups(), out);
            } else {
                DeadLetterText.summary(summary.groups(), out);
                DeadLetterText.total(seen, out);
            }
        }
        return ExitCode.OK;
    }

    ExitCode export(Choice choice, Path path) {
        try (DeadLetterQueue queue = open();
                LetterFile file = new LetterFile(path)) {
            Seen seen = new LookAtLetters(queue, job, choice, true)
                    .oldestFirst((letter, listed) -> file.add(ShownLetter.of(letter, listed)));
            file.keep();
            if (json()) {
                DeadLetterJson.summary(heading(), seen, List.of(), out);
            } else {
                DeadLetterText.total(seen, out);
                out.println("They are in " + path + ", which only you may read.");
            }
        }
        return ExitCode.OK;
    }

    ExitCode show(String id) {
        try (DeadLetterQueue queue = open()) {
            List<ShownLetter> letters = new ArrayList<>();
            Seen seen = new LookAtLetters(queue, job, Choice.one(id), true)
                    .oldestFirst((letter, listed) -> letters.add(ShownLetter.of(letter, listed)));
            if (json()) {
                DeadLetterJson.show(heading(), seen, letters, out);
            } else {
                letters.forEach(letter -> DeadLetterText.show(letter, out));
                if (letters.isEmpty()) {
                    DeadLetterText.total(seen, out);
                }
            }
        }
        return ExitCode.OK;
    }
}
