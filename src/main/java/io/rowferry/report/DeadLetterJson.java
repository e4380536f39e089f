package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import io.rowferry.replay.LookAtLetters.Seen;
import io.rowferry.replay.ShownLetter;
import io.rowferry.replay.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Dead letters for scripts. */
public final class DeadLetterJson {
    private DeadLetterJson() {}

    /** Every letter. */
    public static void list(Heading heading, Seen seen, LetterSpool letters, PrintWriter out) {
        Document.stream(heading, null, ExitCode.OK, out, json -> {
            counts(seen, json);
            letters.copyTo("letters", json);
        });
    }

    /** How many there are of each kind. */
    public static void summary(Heading heading, Seen seen, List<Summary.Group> groups, PrintWriter out) {
        Document.print(heading, null, ExitCode.OK, out, json -> {
            counts(seen, json);
            json.writeArrayFieldStart("groups");
            for (Summary.Group group : groups) {
                json.writeStartObject();
                json.writeStringField("reason", group.kind().reason());
                json.writeStringField("table", group.kind().table());
                json.writeStringField("age", group.kind().age().label());
                json.writeNumberField("letters", group.letters());
                json.writeNumberField("rows", group.rows());
                json.writeStringField("oldest", group.oldest().toString());
                json.writeStringField("newest", group.newest().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** Letters with all that is in them. */
    public static void show(Heading heading, Seen seen, List<ShownLetter> letters, PrintWriter out) {
        Document.print(heading, null, ExitCode.OK, out, json -> {
            counts(seen, json);
            json.writeArrayFieldStart("letters");
            for (ShownLetter letter : letters) {
                json.writeStartObject();
                WholeLetterJson.write(letter, json);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void counts(Seen seen, JsonGenerator json) throws IOException {
        json.writeNumberField("listed", seen.listed());
        json.writeNumberField("matched", seen.matched());
        json.writeNumberField("replayed", 0);
        json.writeNumberField("skipped", 0);
        json.writeNumberField("discarded", 0);
        reasons(seen.reasons(), json);
    }

    static void reasons(Map<String, Long> reasons, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("reasons");
        for (Map.Entry<String, Long> reason : reasons.entrySet()) {
            json.writeNumberField(reason.getKey(), reason.getValue());
        }
        json.writeEndObject();
    }
}
