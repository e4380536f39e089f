package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.sync.SyncResult;
import io.rowferry.sync.TableResult;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.io.IOException;
import java.io.PrintWriter;

/** A run's result for scripts. */
public final class SyncJson {
    private SyncJson() {}

    public static void print(Heading heading, SyncResult result, PrintWriter out) {
        Document.print(heading, result.run(), result.exitCode(), out, json -> {
            counts(json, result);
            OpenTransaction holder = result.heldBack();
            json.writeFieldName("heldBack");
            if (holder == null) {
                json.writeNull();
            } else {
                HolderJson.write(json, holder);
            }
            if (result.more()) {
                json.writeBooleanField("more", true);
            }
            if (!result.unproven().isEmpty()) {
                json.writeArrayFieldStart("unproven");
                for (TableName table : result.unproven()) {
                    json.writeString(table.toString());
                }
                json.writeEndArray();
            }
            if (!result.notes().isEmpty()) {
                json.writeArrayFieldStart("notes");
                for (String note : result.notes()) {
                    json.writeString(note);
                }
                json.writeEndArray();
            }
        });
    }

    /** What became of rows and messages. */
    public static void counts(JsonGenerator json, SyncResult result) throws IOException {
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
        if (table.unstamped() > 0) {
            json.writeNumberField("unstamped", table.unstamped());
        }
        if (table.future() > 0) {
            json.writeNumberField("future", table.future());
        }
        json.writeStringField("watermark", table.watermark() == null ? null : Figures.moment(table.watermark()));
        json.writeEndObject();
    }
}
