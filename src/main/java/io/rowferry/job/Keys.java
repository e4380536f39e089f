package io.rowferry.job;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys that one level of a job file knows.
 *
 * @param now what this version reads
 * @param later what the format knows and this version refuses, rather than ignore what the user relies on
 */
record Keys(List<String> now, List<String> later) {
    static final Keys JOB = new Keys(
            List.of(
                    "job",
                    "source",
                    "target",
                    "bus",
                    "tables",
                    "drift",
                    "mask-key",
                    "state",
                    "horizon",
                    "retry",
                    "tolerate",
                    "on-attention",
                    "verify"),
            List.of());
    static final Keys VERIFY = new Keys(List.of("group-by", "settle"), List.of());
    static final Keys RETRY = new Keys(List.of("attempts", "first", "factor"), List.of());
    static final Keys ENDPOINT = new Keys(List.of("url", "user", "password", "zone"), List.of());
    static final Keys SOURCE = new Keys(List.of("url", "replica", "user", "password", "zone"), List.of());
    static final Keys BUS = new Keys(List.of("connection", "queue", "lanes"), List.of("namespace", "auth"));
    static final Keys TABLE = new Keys(
            List.of(
                    "table",
                    "key",
                    "watermark",
                    "lane",
                    "where",
                    "target-where",
                    "columns",
                    "deletes",
                    "overlap",
                    "horizon",
                    "tolerate"),
            List.of());
    static final Keys COLUMNS =
            new Keys(List.of("drop", "rename", "mask", "cast", "zero-date", "infinity", "nul"), List.of());

    static final String NOT_YET = "is not supported by this version of rowferry yet";

    /** What may be repeated in a message; anything else may be a value that slipped into a key's place. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

    boolean reads(String key) {
        return now.contains(key);
    }

    /** What to say about a key that {@link #reads} does not accept. */
    String refusal(String key) {
        if (later.contains(key)) {
            return NOT_YET;
        }
        Optional<String> meant =
                Nearest.to(key, Stream.concat(now.stream(), later.stream()).toList());
        return "is not a setting; "
                + meant.map(word -> "did you mean \"" + word + "\"?" + (later.contains(word) ? " That " + NOT_YET : ""))
                        .orElse("allowed here are " + String.join(", ", now));
    }

    static String shown(String key) {
        return WORD.matcher(key).matches() ? key : "this key";
    }
}
