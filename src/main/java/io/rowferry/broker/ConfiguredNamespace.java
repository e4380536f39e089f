package io.rowferry.broker;

import com.fasterxml.jackson.core.JsonToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks through a config file: the namespace, its queues and their properties. */
final class ConfiguredNamespace {
    private static final Set<String> PROPERTIES = Set.of(
            "DeadLetteringOnMessageExpiration",
            "DefaultMessageTimeToLive",
            "DuplicateDetectionHistoryTimeWindow",
            "ForwardDeadLetteredMessagesTo",
            "ForwardTo",
            "LockDuration",
            "MaxDeliveryCount",
            "RequiresDuplicateDetection",
            "RequiresSession");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(5);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);
    private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(10);
    /** The whole days of the longest time that .NET knows, which is how Azure writes that there is no limit. */
    private static final Duration UNLIMITED = Duration.ofDays(10_675_199);

    private static final int MOST_DELIVERIES = 2_000;

    private final ConfigProblems problems;
    private final Map<String, QueueSettings> queues = new LinkedHashMap<>();
    private final List<String> topics = new ArrayList<>();
    private final Map<String, Json.Place> named = new HashMap<>();

    ConfiguredNamespace(ConfigProblems problems) {
        this.problems = problems;
    }

    EmulatorConfig read(Json file) {
        ConfigSection root = ConfigSection.of("the file", file, Set.of("UserConfig", "$schema"), problems);
        Json user = root == null ? null : root.require("UserConfig");
        ConfigSection config =
                user == null ? null : ConfigSection.of("UserConfig", user, Set.of("Namespaces", "Logging"), problems);
        if (config != null && config.require("Namespaces") != null) {
            List<Json> namespaces = config.list("Namespaces");
            if (namespaces.size() > 1) {
                problems.add(namespaces.get(1).place(), "one broker is one namespace, so there can be no second one");
            }
            namespaces.stream().limit(1).forEach(this::namespace);
        }
        return new EmulatorConfig(queues, topics);
    }

    private void namespace(Json value) {
        ConfigSection namespace = ConfigSection.of("a namespace", value, Set.of("Name", "Queues", "Topics"), problems);
        if (namespace != null) {
            namespace.text("Name"); // anything does: clients reach it by host and port
            namespace.list("Queues").forEach(this::queue);
            namespace.list("Topics").forEach(this::topic);
        }
    }

    private void topic(Json value) {
        ConfigSection topic =
                ConfigSection.of("a topic", value, Set.of("Name", "Properties", "Subscriptions"), problems);
        if (topic != null) {
            topics.add(topic.text("Name"));
        }
    }

    private void queue(Json value) {
        ConfigSection queue = ConfigSection.of("a queue", value, Set.of("Name", "Properties"), problems);
        Json said = queue == null ? null : queue.require("Name");
        if (queue == null || said == null) {
            return;
        }
        String name = queue.text("Name");
        String plain = name.toLowerCase(Locale.ROOT);
        Json.Place before = named.putIfAbsent(plain, said.place());
        boolean isText = said instanceof Json.Scalar scalar && scalar.type() == JsonToken.VALUE_STRING;
        if (isText && !Namespace.isName(plain)) {
            problems.add(
                    said.place(),
                    "'" + name
                            + "' is no name for a queue: 1 to 260 letters, digits, '.', '-', '_' and '/', of which the"
                            + " first and the last are letters or digits");
        } else if (isText && before != null) {
            problems.add(
                    said.place(),
                    "the queue '" + name + "' is there already, in line " + before.line()
                            + "; upper and lower case are the same in names of queues");
        }
        Json properties = queue.find("Properties");
        QueueSettings settings = properties == null ? QueueSettings.PLAIN : settings(name, properties);
        if (settings != null) {
            queues.put(name, settings);
        }
    }

    private @Nullable QueueSettings settings(String queue, Json value) {
        ConfigSection said = ConfigSection.of("the queue '" + queue + "'", value, PROPERTIES, problems);
        if (said == null) {
            return null;
        }
        refuseForwarding(said, "ForwardTo");
        refuseForwarding(said, "ForwardDeadLetteredMessagesTo");
        boolean duplicates = said.flag("RequiresDuplicateDetection");
        Duration window = said.duration("DuplicateDetectionHistoryTimeWindow", SHORTEST, LONGEST_WINDOW);
        Duration lock = said.duration("LockDuration", SHORTEST, LONGEST_LOCK);
        Duration timeToLive = said.duration("DefaultMessageTimeToLive", SECOND, null);
        return new QueueSettings(
                said.flag("RequiresSession"),
                lock == null ? QueueSettings.PLAIN.lockDuration() : lock,
                said.count("MaxDeliveryCount", QueueSettings.PLAIN.maxDeliveryCount(), 1, MOST_DELIVERIES),
                !duplicates ? null : window == null ? DEFAULT_WINDOW : window,
                timeToLive == null || timeToLive.compareTo(UNLIMITED) >= 0 ? null : timeToLive,
                said.flag("DeadLetteringOnMessageExpiration"));
    }

    /** Keeping messages that somebody waits for elsewhere would be worse than not starting. */
    private void refuseForwarding(ConfigSection said, String key) {
        Json value = said.find(key);
        if (value != null && !said.text(key).isEmpty()) {
            problems.add(value.place(), key + " must be empty: this broker does not forward messages");
        }
    }
}
