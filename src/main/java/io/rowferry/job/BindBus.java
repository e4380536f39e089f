package io.rowferry.job;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code bus:} as {@link BusSettings}: the word {@code local}, or a mapping. */
final class BindBus {
    private static final String LOCAL = "local";
    /** Service Bus's own rule for the names of queues. */
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?");

    private BindBus() {}

    /**
     * Null after a problem was noted.
     *
     * @param jobName the queue's name where the file gives none; null when that is wrong already
     */
    static @Nullable BusSettings from(@Nullable Setting setting, @Nullable String jobName) {
        if (setting == null) {
            return null;
        }
        if (setting.isScalar()) {
            return local(setting, jobName);
        }
        Section section = setting.section(Keys.BUS);
        return section == null ? null : settings(section, jobName);
    }

    private static @Nullable BusSettings local(Setting setting, @Nullable String jobName) {
        Words words = setting.words("local");
        if (words != null && !words.text().equals(LOCAL)) {
            setting.problem("must be local, or a mapping with connection, queue and lanes");
            return null;
        }
        return words == null || jobName == null ? null : new BusSettings(null, jobName, BusSettings.DEFAULT_LANES);
    }

    private static @Nullable BusSettings settings(Section section, @Nullable String jobName) {
        String queue = queue(section.optional("queue"), jobName);
        Words connection = connection(
                section.mentions("namespace") ? section.optional("connection") : section.required("connection"), queue);
        int lanes = lanes(section.optional("lanes"));
        if (connection == null || queue == null) {
            return null;
        }
        Secret secret = connection.text().equals(LOCAL) ? null : Secret.of(connection.text());
        return new BusSettings(secret, queue, lanes);
    }

    private static @Nullable Words connection(@Nullable Setting setting, @Nullable String queue) {
        Words words = setting == null ? null : setting.words("a connection string or local");
        if (setting == null || words == null || words.text().equals(LOCAL)) {
            return words;
        }
        Optional<String> problem = ConnectionString.problem(words.text(), queue);
        problem.ifPresent(setting::problem);
        return problem.isPresent() ? null : words;
    }

    private static @Nullable String queue(@Nullable Setting setting, @Nullable String jobName) {
        if (setting == null) {
            return jobName;
        }
        Words words = setting.filledWords("a queue's name");
        if (words != null && !QUEUE.matcher(words.text()).matches()) {
            setting.problem("must be 1 to 260 letters, digits, dots, dashes, underscores or slashes and begin and end"
                    + " with a letter or digit" + words.got());
            return null;
        }
        return words == null ? null : words.text();
    }

    /** Answers the default after a problem too: a job with a problem is never run. */
    private static int lanes(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("a number of lanes");
        if (setting == null || words == null) {
            return BusSettings.DEFAULT_LANES;
        }
        int lanes = words.text().matches("[0-9]{1,4}") ? Integer.parseInt(words.text()) : 0;
        if (lanes < 1 || lanes > BusSettings.MOST_LANES) {
            setting.problem("must be a number from 1 to " + BusSettings.MOST_LANES + words.got());
        }
        return lanes;
    }
}
