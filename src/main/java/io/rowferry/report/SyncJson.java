package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.sync.SyncResult;
import io.rowferry.sync.TableResult;
import io.rowferry.table.RowCounts;
import java.io.IOException;
import java.io.PrintWriter;

/** A run's result for scripts. */
public final class SyncJson {
    private SyncJson() {}

    public static void print(Heading heading, SyncResult result, PrintWriter out) {
        Document.print(heading, result.run(), result.exitCode(), out, json -> {
            json.writeArrayFieldStart("tables");
            for (TableResult table : result.tables()) {
                table(json, table);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("messages");
            json.writeNumberField("sent", result.messagesSent());
            json.writeNumberField("completed", result.messages().completed());
            json.writeNumberField("deadLettered", result.messages().deadLettered());
            json.writeNumberField("duplicates", result.messages().duplicates());
            json.writeEndObject();
            json.writeNullField("heldBack");
        });
    }

    private static void table(JsonGenerator json, TableResult table) throws IOException {
        RowCounts outcomes = table.outcomes();
        json.writeStartObject();
        json.writeStringField("table", table.table().toString());
        json.writeNumberField("read", table.read());
        json.writeNumberField("skipped", table.read() - table.sent());
        json.writeNumberField("sent", table.sent());
        json.writeNumberField("applied", outcomes.applied());
        json.writeNumberField("unchanged", outcomes.unchanged());
        json.writeNumberField("stale", outcomes.stale());
        json.writeNumberField("deleted", outcomes.deleted());
        json.writeNumberField("deadLettered", outcomes.deadLettered());
        json.writeNumberField("pending", outcomes.pending());
        json.writeNullField("watermark");
        json.writeEndObject();
    }
}
