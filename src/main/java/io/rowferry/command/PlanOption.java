package io.rowferry.command;

import picocli.CommandLine.Option;

/** The option of a run to be planned only. */
final class PlanOption {
    @Option(
            names = "--dry-run",
            description = {
                "Show the plan: each column's types, how it is carried, and what stands in the way.",
                "Nothing is read, sent or written. Works without a target: too, for the source's side alone."
            })
    private boolean only;

    boolean only() {
        return only;
    }
}
