package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import io.rowferry.plan.ColumnPlan;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A plan for scripts. */
public final class PlanJson {
    private PlanJson() {}

    /** Prints it; the exit code is that of the command, which says whether the plan can be run. */
    public static void print(Heading heading, Plan plan, List<String> statements, ExitCode exitCode, PrintWriter out) {
        Document.print(heading, null, exitCode, out, json -> {
            json.writeObjectFieldStart("plan");
            json.writeStringField("sides", plan.oneSided() ? "source" : "both");
            json.writeArrayFieldStart("tables");
            int level = 0;
            for (List<TablePlan> tables : plan.levels()) {
                level++;
                for (TablePlan table : tables) {
                    table(json, table, level);
                }
            }
            json.writeEndArray();
            texts(json, "statements", statements);
            texts(json, "problems", plan.allProblems());
            json.writeEndObject();
        });
    }

    private static void table(JsonGenerator json, TablePlan table, int level) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.table().toString());
        json.writeNumberField("level", level);
        texts(json, "key", table.sourceKey());
        json.writeStringField("version", table.version());
        texts(json, "lane", table.lane());
        json.writeStringField("fingerprint", table.fingerprint());
        json.writeArrayFieldStart("columns");
        for (ColumnPlan column : table.columns()) {
            json.writeStartObject();
            json.writeStringField("column", column.column());
            json.writeStringField("as", column.name());
            json.writeStringField("sourceType", column.sourceType());
            json.writeStringField("carried", column.carried() ? String.valueOf(column.form()) : null);
            json.writeStringField("targetType", column.targetType());
            json.writeStringField("fit", column.fit().name().toLowerCase(Locale.ROOT));
            json.writeStringField("note", column.note());
            json.writeEndObject();
        }
        json.writeEndArray();
        texts(json, "problems", table.problems());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String field, List<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
