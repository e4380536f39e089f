package io.rowferry.command;

import java.nio.file.Path;
import java.util.Map;

/** Where a run leaves its files: {@code runs/JOB/RUN} under {@code $ROWFERRY_HOME}, by default {@code ~/.rowferry}. */
record RunFolder(Path path) {

    static RunFolder of(Map<String, String> environment, String job, String run) {
        return new RunFolder(Home.of(environment).resolve("runs").resolve(job).resolve(run));
    }

    Path file(String name) {
        return path.resolve(name);
    }
}
