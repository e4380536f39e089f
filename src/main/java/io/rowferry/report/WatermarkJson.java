package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import io.rowferry.sync.TableWatermark;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watermarks that were set, for scripts. */
public final class WatermarkJson {
    private WatermarkJson() {}

    public static void print(Heading heading, List<TableWatermark> tables, PrintWriter out) {
        Document.print(heading, null, ExitCode.OK, out, json -> {
            json.writeArrayFieldStart("tables");
            for (TableWatermark table : tables) {
                json.writeStartObject();
                json.writeStringField("table", table.table().toString());
                moment(json, "before", table.before());
                moment(json, "watermark", table.now());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void moment(JsonGenerator json, String name, @Nullable Instant moment) throws IOException {
        json.writeStringField(name, moment == null ? null : Figures.moment(moment));
    }
}
