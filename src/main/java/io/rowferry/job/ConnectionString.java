package io.rowferry.job;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a Service Bus connection string must look like. No message repeats any of it: it holds a key. */
final class ConnectionString {
    private static final int LAST_PORT = 65_535;

    private ConnectionString() {}

    /**
     * What is wrong with it, as the rest of a sentence that begins with the setting's path.
     *
     * @param queue the job's queue, or null when that is wrong already
     */
    static Optional<String> problem(String text, @Nullable String queue) {
        Map<String, String> parts = Arrays.stream(text.split(";", -1))
                .map(part -> part.split("=", 2))
                .filter(part -> part.length == 2 && !part[1].isBlank())
                .collect(Collectors.toMap(
                        part -> part[0].strip().toLowerCase(Locale.ROOT),
                        part -> part[1].strip(),
                        (one, other) -> one));
        boolean key = parts.containsKey("sharedaccesskeyname") && parts.containsKey("sharedaccesskey");
        if (!isHost(parts.getOrDefault("endpoint", "")) || !(key || parts.containsKey("sharedaccesssignature"))) {
            return Optional.of("must be local or a Service Bus connection string"
                    + " (Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...)");
        }
        String entity = parts.get("entitypath");
        return entity == null || queue == null || entity.equals(queue)
                ? Optional.empty()
                : Optional.of("names another queue by EntityPath than bus.queue does; leave EntityPath out");
    }

    private static boolean isHost(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            return "sb".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() <= LAST_PORT
                    && uri.getPort() != 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
