package io.rowferry.report;

import io.rowferry.ExitCode;
import io.rowferry.survey.Waiting;
import io.rowferry.survey.Waiting.OfTable;
import java.io.PrintWriter;

/** What waits in a queue, for scripts. */
public final class WaitingJson {
    private WaitingJson() {}

    public static void print(Heading heading, Waiting waiting, PrintWriter out) {
        Document.print(heading, null, ExitCode.OK, out, json -> {
            json.writeArrayFieldStart("waiting");
            for (OfTable table : waiting.tables()) {
                json.writeStartObject();
                json.writeStringField("table", table.table().toString());
                json.writeBooleanField("listed", table.isKnown());
                json.writeNumberField("messages", table.messages());
                json.writeNumberField("upserts", table.upserts());
                json.writeNumberField("deletes", table.deletes());
                json.writeNumberField("retries", table.retries());
                json.writeNumberField("rejected", table.rejected());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("manifests", waiting.manifests());
            json.writeNumberField("foreign", waiting.foreign());
            json.writeArrayFieldStart("otherJobs");
            for (String job : waiting.otherJobs()) {
                json.writeString(job);
            }
            json.writeEndArray();
            json.writeStringField(
                    "oldest", waiting.oldest() == null ? null : waiting.oldest().toString());
        });
    }
}
