package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.VerifyResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Verdicts for scripts. */
public final class VerifyJson {
    private VerifyJson() {}

    public static void print(Heading heading, VerifyResult result, PrintWriter out) {
        Document.print(heading, null, result.exitCode(), out, json -> {
            json.writeArrayFieldStart("tables");
            for (TableVerdict table : result.tables()) {
                table(json, table);
            }
            json.writeEndArray();
        });
    }

    private static void table(JsonGenerator json, TableVerdict table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.table().toString());
        json.writeNumberField("sourceRows", table.sourceRows());
        json.writeNumberField("targetRows", table.targetRows());
        // Which rows differ is not looked for yet, which is not the same as none.
        json.writeNullField("missing");
        json.writeNullField("extra");
        json.writeNullField("changed");
        json.writeNullField("newerOnTarget");
        json.writeStringField("verdict", table.equal() ? "equal" : "different");
        json.writeStringField("comparedBy", table.comparedBy().name().toLowerCase(Locale.ROOT));
        json.writeArrayFieldStart("byMeaning");
        for (String column : table.byMeaning()) {
            json.writeString(column);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
