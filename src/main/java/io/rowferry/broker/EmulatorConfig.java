package io.rowferry.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a config file in the format of Microsoft's own Service Bus emulator asks for.
 *
 * @param queues by name, with their settings, in the order of the file
 * @param topics the names of the topics there, which this broker does not serve
 */
public record EmulatorConfig(Map<String, QueueSettings> queues, List<String> topics) {
    /**
     * Reads {@code UserConfig.Namespaces[0]} with its {@code Queues} and {@code Topics}. What a queue does not say has
     * Service Bus's defaults. What is said must be known, and in the range that Service Bus or its emulator documents,
     * whichever is the wider.
     *
     * @throws EmulatorConfigException when the file cannot be read, with everything that is wrong
     */
    public static EmulatorConfig read(Path file) throws EmulatorConfigException {
        ConfigProblems problems = new ConfigProblems();
        EmulatorConfig config = new EmulatorConfig(new LinkedHashMap<>(), List.of());
        try {
            config = new ConfiguredNamespace(problems).read(JsonFile.read(file));
        } catch (JsonProcessingException e) {
            problems.add(
                    e.getLocation() == null ? Json.Place.START : JsonFile.place(e.getLocation()),
                    "this is not JSON: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new EmulatorConfigException(
                    file + "  " + (Files.exists(file) ? "cannot be read: " + e.getMessage() : "does not exist"));
        }
        problems.raise(file);
        return config;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
