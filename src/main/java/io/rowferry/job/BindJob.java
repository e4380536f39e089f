package io.rowferry.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The root of a job file as a {@link Job}. */
final class BindJob {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final int LEAST_KEY = 16;

    private BindJob() {}

    /** Null after a problem was noted; a Job is only worth having when none was. */
    static @Nullable Job from(Section root, Path file, Reading reading) {
        String name = name(root.required("job"));
        Endpoint source = endpoint(root.optional("source"), Keys.SOURCE);
        Endpoint target = endpoint(root.optional("target"), Keys.ENDPOINT);
        if (!root.mentions("source") && !root.mentions("target")) {
            reading.problems().add(Place.START, "a job needs a source, a target or both");
        }
        BusSettings bus = BindBus.from(root.required("bus"), name);
        Drift drift = drift(root.optional("drift"));
        Secret maskKey = maskKey(root.optional("mask-key"));
        Endpoint state = endpoint(root.optional("state"), Keys.ENDPOINT);
        Duration lag = BindHorizon.lag(root.optional("horizon"));
        Retry retry = BindRetry.from(root.optional("retry"));
        boolean strict = Boolean.TRUE.equals(BindRetry.strict(root.optional("tolerate")));
        String onAttention = onAttention(root.optional("on-attention"));
        List<TableJob> tables = BindTables.from(root.required("tables"), root.mentions("mask-key"), lag, strict);
        VerifyRules verify = BindVerify.from(
                root.optional("verify"),
                tables == null
                        ? List.of()
                        : tables.stream().map(TableJob::table).toList());
        return name == null || bus == null || tables == null
                ? null
                : new Job(name, file, source, target, bus, tables, drift, maskKey, retry, state, onAttention, verify);
    }

    /** Answers the default after a problem too: a job with a problem is never run. */
    private static Drift drift(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("fail, ignore or add-nullable");
        for (Drift drift : Drift.values()) {
            if (words != null && words.text().equals(drift.word())) {
                return drift;
            }
        }
        if (setting != null && words != null) {
            setting.problem("must be fail, ignore or add-nullable" + words.got());
        }
        return Drift.FAIL;
    }

    private static @Nullable Secret maskKey(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.filledWords("a secret text");
        if (setting != null && words != null && words.text().length() < LEAST_KEY) {
            setting.problem(
                    "must have at least " + LEAST_KEY + " characters; a short key can be guessed from the masks");
        }
        return words == null ? null : Secret.of(words.text());
    }

    /** As it is written: what a shell resolves it must not find resolved, least of all secrets in a list of processes. */
    private static @Nullable String onAttention(@Nullable Setting setting) {
        return setting == null ? null : setting.asWritten("a command line for /bin/sh");
    }

    private static @Nullable String name(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("the job's name");
        if (setting == null || words == null) {
            return null;
        }
        if (!NAME.matcher(words.text()).matches()) {
            setting.problem("must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or"
                    + " digit" + words.got());
            return null;
        }
        return words.text();
    }

    private static @Nullable Endpoint endpoint(@Nullable Setting setting, Keys keys) {
        Section section = setting == null ? null : setting.section(keys);
        return section == null ? null : BindEndpoint.from(section);
    }
}
