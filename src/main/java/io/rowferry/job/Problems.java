package io.rowferry.job;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything wrong with one job file, gathered so that the user mends it in one go. */
final class Problems {
    private record Problem(Place place, String sentence) {}

    private final List<Problem> problems = new ArrayList<>();

    void add(Place place, String sentence) {
        problems.add(new Problem(place, sentence));
    }

    boolean none() {
        return problems.isEmpty();
    }

    /** All of them in the file's order, one per line. */
    Failure failure(Path file) {
        String lines = problems.stream()
                .sorted(Comparator.comparing(Problem::place))
                .map(problem -> file + ":" + problem.place() + "  " + problem.sentence())
                .collect(Collectors.joining("\n"));
        return failure(lines, problems.size());
    }

    /** The one problem of a file that could not even be read, so that no place can be told. */
    static Failure unreadable(Path file, String sentence) {
        return failure(file + "  " + sentence, 1);
    }

    private static Failure failure(String lines, int count) {
        return new Failure(
                ExitCode.USAGE,
                lines + "\n" + count + (count == 1 ? " problem" : " problems") + ", nothing was run",
                "Correct the job file and run the same command again.");
    }
}
