package io.rowferry.report;

import io.rowferry.ExitCode;
import io.rowferry.replay.ListDeadLetters.Listed;
import io.rowferry.replay.ListedLetter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Dead letters for scripts. */
public final class DeadLetterJson {
    private DeadLetterJson() {}

    public static void print(Heading heading, Listed listed, List<ListedLetter> letters, PrintWriter out) {
        Document.print(heading, null, ExitCode.OK, out, json -> {
            json.writeNumberField("listed", listed.listed());
            json.writeNumberField("matched", listed.listed());
            json.writeNumberField("replayed", 0);
            json.writeNumberField("skipped", 0);
            json.writeNumberField("discarded", 0);
            json.writeObjectFieldStart("reasons");
            for (Map.Entry<String, Long> reason : listed.reasons().entrySet()) {
                json.writeNumberField(reason.getKey(), reason.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("letters");
            for (ListedLetter letter : letters) {
                json.writeStartObject();
                json.writeStringField("id", letter.id());
                json.writeNumberField("sequenceNumber", letter.sequenceNumber());
                json.writeBooleanField("ours", letter.ours());
                json.writeStringField("run", letter.run());
                json.writeStringField(
                        "table", letter.table() == null ? null : letter.table().toString());
                json.writeNumberField("lane", letter.lane());
                json.writeNumberField("rows", letter.rows());
                json.writeStringField("reason", letter.reason());
                json.writeStringField("description", letter.description());
                json.writeStringField("deadLetteredAt", letter.deadLetteredAt().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
