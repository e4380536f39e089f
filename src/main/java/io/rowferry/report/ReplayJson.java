package io.rowferry.report;

import io.rowferry.ExitCode;
import io.rowferry.replay.Fate;
import io.rowferry.replay.ReplayResult;
import java.io.PrintWriter;
import java.util.Map;

/** What was done with dead letters, for scripts. */
public final class ReplayJson {
    private ReplayJson() {}

    /**
     * The result.
     *
     * @param letters each with what became of it
     */
    public static void print(
            Heading heading, ReplayResult result, ExitCode exitCode, LetterSpool letters, PrintWriter out) {
        Document.stream(heading, result.run(), exitCode, out, json -> {
            json.writeNumberField("listed", result.seen().listed());
            json.writeNumberField("matched", result.seen().matched());
            json.writeNumberField("replayed", result.replayed());
            json.writeNumberField("skipped", result.skipped());
            json.writeNumberField("discarded", result.discarded());
            DeadLetterJson.reasons(result.seen().reasons(), json);
            json.writeObjectFieldStart("outcomes");
            for (Map.Entry<Fate, Long> fate : result.fates().entrySet()) {
                json.writeNumberField(fate.getKey().label(), fate.getValue());
            }
            json.writeEndObject();
            json.writeStringField("folder", result.folder());
            letters.copyTo("letters", json);
        });
    }
}
