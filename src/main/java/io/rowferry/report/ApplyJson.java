package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.apply.Applied;
import io.rowferry.apply.MessageCounts;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** What was applied, for scripts. */
public final class ApplyJson {
    private ApplyJson() {}

    public static void print(Heading heading, Applied applied, PrintWriter out) {
        Document.print(heading, null, applied.exitCode(), out, json -> {
            json.writeArrayFieldStart("tables");
            for (Map.Entry<TableName, RowCounts> table : applied.rows().entrySet()) {
                json.writeStartObject();
                json.writeStringField("table", table.getKey().toString());
                rows(json, table.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            MessageCounts messages = applied.messages();
            json.writeObjectFieldStart("messages");
            json.writeNumberField("completed", messages.completed());
            json.writeNumberField("deadLettered", messages.deadLettered());
            json.writeNumberField("duplicates", messages.duplicates());
            json.writeEndObject();
            if (applied.more()) {
                json.writeBooleanField("more", true);
            }
        });
    }

    /** What another process has received, and this one has settled, is part of what came. */
    private static void rows(JsonGenerator json, RowCounts counts) throws IOException {
        long pending = Math.max(0, counts.pending());
        json.writeNumberField("read", counts.settled() + pending);
        json.writeNumberField("skipped", 0);
        json.writeNumberField("sent", counts.settled() + pending);
        json.writeNumberField("applied", counts.applied());
        json.writeNumberField("unchanged", counts.unchanged());
        json.writeNumberField("stale", counts.stale());
        json.writeNumberField("deleted", counts.deleted());
        json.writeNumberField("deadLettered", counts.deadLettered());
        json.writeNumberField("pending", pending);
    }
}
