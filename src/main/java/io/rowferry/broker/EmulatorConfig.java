package io.rowferry.broker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads queues from a file in the format of Microsoft's own Service Bus emulator: {@code UserConfig.Namespaces[].Queues[]}
 * with {@code Name} and {@code Properties}. What is not said has Service Bus's defaults. Of other keys, those that
 * mean nothing to this broker (logging, topics, forwarding) are passed over.
 */
public final class EmulatorConfig {
    private final JsonParser json;
    private final Map<String, QueueSettings> queues = new LinkedHashMap<>();

    private EmulatorConfig(JsonParser json) {
        this.json = json;
    }

    /**
     * The queues that the file names, in its order.
     *
     * @throws BrokerStartException when the file cannot be read, is not of this format, or a value makes no sense
     */
    public static Map<String, QueueSettings> read(Path file) throws BrokerStartException {
        try (JsonParser json = new JsonFactory().createParser(Files.newInputStream(file))) {
            json.enable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            EmulatorConfig config = new EmulatorConfig(json);
            config.json.nextToken();
            config.object("the file", config::userConfig);
            return config.queues;
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            throw new BrokerStartException(
                    "the broker's config file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Handles the value of one key; the parser stands at its first token. */
    private interface Field {
        void read(String key) throws IOException;
    }

    private void userConfig(String key) throws IOException {
        if (key.equals("UserConfig")) {
            object(key, this::namespaces);
        } else {
            json.skipChildren();
        }
    }

    private void namespaces(String key) throws IOException {
        if (key.equals("Namespaces")) {
            array(key, () -> object("a namespace", this::namespace));
        } else {
            json.skipChildren();
        }
    }

    private void namespace(String key) throws IOException {
        if (key.equals("Queues")) {
            array(key, this::queue);
        } else {
            json.skipChildren();
        }
    }

    private void queue() throws IOException {
        String[] name = {""};
        QueueSettings[] settings = {QueueSettings.PLAIN};
        object("a queue", key -> {
            switch (key) {
                case "Name" -> name[0] = json.getText();
                case "Properties" -> settings[0] = properties();
                default -> json.skipChildren();
            }
        });
        if (name[0].isEmpty()) {
            throw new IllegalArgumentException(
                    "a queue has no Name, near line " + json.currentLocation().getLineNr());
        }
        queues.put(name[0], settings[0]);
    }

    private QueueSettings properties() throws IOException {
        Map<String, String> given = new LinkedHashMap<>();
        object("Properties", key -> {
            given.put(key, String.valueOf(json.getText()));
            json.skipChildren();
        });
        boolean duplicates = Boolean.parseBoolean(given.get("RequiresDuplicateDetection"));
        String timeToLive = given.get("DefaultMessageTimeToLive");
        return new QueueSettings(
                Boolean.parseBoolean(given.get("RequiresSession")),
                Duration.parse(given.getOrDefault("LockDuration", "PT1M")),
                Integer.parseInt(given.getOrDefault("MaxDeliveryCount", "10")),
                duplicates ? Duration.parse(given.getOrDefault("DuplicateDetectionHistoryTimeWindow", "PT10M")) : null,
                timeToLive == null ? null : Duration.parse(timeToLive),
                Boolean.parseBoolean(given.get("DeadLetteringOnMessageExpiration")));
    }

    private void object(String what, Field field) throws IOException {
        expect(JsonToken.START_OBJECT, what);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            field.read(key);
        }
    }

    private interface Element {
        void read() throws IOException;
    }

    private void array(String what, Element element) throws IOException {
        expect(JsonToken.START_ARRAY, what);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    private void expect(JsonToken token, String what) {
        if (json.currentToken() != token) {
            throw new IllegalArgumentException(what + " must be "
                    + (token == JsonToken.START_OBJECT ? "an object" : "a list") + ", at line "
                    + json.currentLocation().getLineNr());
        }
    }
}
