package io.rowferry.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with one config file, gathered so that it can be mended in one go. */
final class ConfigProblems {
    private record Problem(Json.Place place, String sentence) {}

    private final List<Problem> problems = new ArrayList<>();

    void add(Json.Place place, String sentence) {
        problems.add(new Problem(place, sentence));
    }

    /** Throws all of them, in the file's order, if there are any. */
    void raise(Path file) throws EmulatorConfigException {
        if (!problems.isEmpty()) {
            throw new EmulatorConfigException(problems.stream()
                    .sorted(Comparator.comparing(Problem::place))
                    .map(problem -> file + ":" + problem.place() + "  " + problem.sentence())
                    .collect(Collectors.joining("\n")));
        }
    }
}
