package io.rowferry.job;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.nio.file.Path;
import java.util.Map;

/** A secret that a command line names: where it is, and not what it is, since others can read the arguments of a process. */
public final class GivenSecret {
    private GivenSecret() {}

    /**
     * Reads <code>${NAME}</code> or <code>${file:path}</code>.
     *
     * @param option for messages
     * @throws Failure with {@code USAGE} when it is no reference, or nothing is there
     */
    public static Secret of(String option, String reference, Map<String, String> environment) {
        References references = new References(environment, Path.of("").toAbsolutePath());
        if (!reference.startsWith("${") || !reference.endsWith("}")) {
            throw new Failure(
                    ExitCode.USAGE,
                    option + " takes the name of a secret, and not the secret itself",
                    "Write '${NAME}' for an environment variable or '${file:/path}' for a file.");
        }
        try {
            return Secret.of(references.resolve(reference));
        } catch (References.Unresolved e) {
            throw new Failure(ExitCode.USAGE, option + " " + e.sentence(), "Set it, or name another.", e);
        }
    }
}
