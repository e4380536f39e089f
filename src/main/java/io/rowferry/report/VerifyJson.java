package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.ExitCode;
import io.rowferry.table.RowCounts;
import io.rowferry.verify.Difference;
import io.rowferry.verify.RepairPlan.TableRepair;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.TableVerdict.Group;
import io.rowferry.verify.TableVerdict.Stretch;
import io.rowferry.verify.VerifyResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Verdicts for scripts. */
public final class VerifyJson {
    private VerifyJson() {}

    /**
     * Prints the document.
     *
     * @param repair null when none was asked for
     */
    public static void print(
            Heading heading, VerifyResult result, @Nullable RepairReport repair, ExitCode exitCode, PrintWriter out) {
        Document.print(heading, repair == null ? null : repair.run(), exitCode, out, json -> {
            tables(json, result);
            if (repair != null) {
                json.writeFieldName("repair");
                repair(json, repair);
            }
        });
    }

    private static void repair(JsonGenerator json, RepairReport repair) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("done", repair.isDone());
        json.writeArrayFieldStart("tables");
        for (TableRepair table : repair.plan().tables()) {
            RowCounts outcomes = repair.outcomes(table.table());
            json.writeStartObject();
            json.writeStringField("table", table.table().toString());
            json.writeNumberField("send", table.send());
            json.writeNumberField("force", table.force());
            json.writeNumberField("delete", table.delete());
            json.writeNumberField("leaveNewer", table.leaveNewer());
            json.writeNumberField("leaveExtra", table.leaveExtra());
            json.writeNumberField("applied", outcomes.applied());
            json.writeNumberField("unchanged", outcomes.unchanged());
            json.writeNumberField("stale", outcomes.stale());
            json.writeNumberField("deleted", outcomes.deleted());
            json.writeNumberField("deadLettered", outcomes.deadLettered());
            json.writeEndObject();
        }
        json.writeEndArray();
        texts(
                json,
                "beforeImages",
                repair.beforeImages().stream().map(Path::toString).toList());
        texts(json, "notes", repair.notes());
        json.writeEndObject();
    }

    static void tables(JsonGenerator json, VerifyResult result) throws IOException {
        json.writeArrayFieldStart("tables");
        for (TableVerdict table : result.tables()) {
            table(json, table);
        }
        json.writeEndArray();
    }

    private static void table(JsonGenerator json, TableVerdict table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.table().toString());
        json.writeNumberField("sourceRows", table.sourceRows());
        json.writeNumberField("targetRows", table.targetRows());
        count(json, "missing", table.missing());
        count(json, "extra", table.extra());
        count(json, "changed", table.changed());
        count(json, "newerOnTarget", table.newerOnTarget());
        json.writeStringField("verdict", word(table.verdict()));
        json.writeStringField("comparedBy", word(table.comparedBy()));
        json.writeNumberField("rejected", table.rejected());
        json.writeNumberField("allowed", table.allowed());
        json.writeNumberField("settling", table.settling());
        json.writeBooleanField("complete", table.complete());
        texts(json, "byMeaning", table.byMeaning());
        texts(json, "key", table.key());
        json.writeArrayFieldStart("groups");
        for (Group group : table.groups()) {
            json.writeStartObject();
            json.writeStringField("value", group.value());
            json.writeNumberField("sourceRows", group.sourceRows());
            json.writeNumberField("targetRows", group.targetRows());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ranges");
        for (Stretch stretch : table.stretches()) {
            json.writeStartObject();
            texts(json, "above", stretch.above());
            texts(json, "upTo", stretch.upTo());
            json.writeNumberField("missing", stretch.missing());
            json.writeNumberField("extra", stretch.extra());
            json.writeNumberField("changed", stretch.changed());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("samples");
        for (Difference difference : table.samples()) {
            difference(json, difference);
        }
        json.writeEndArray();
        json.writeNumberField("bytes", table.bytes());
        json.writeNumberField("elapsedMs", table.took().toMillis());
        json.writeEndObject();
    }

    private static void difference(JsonGenerator json, Difference difference) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", word(difference.kind()).replace("newer_on_target", "newer-on-target"));
        texts(json, "key", difference.key());
        json.writeStringField("cause", difference.cause());
        json.writeArrayFieldStart("columns");
        for (Difference.Change change : difference.changes()) {
            json.writeStartObject();
            json.writeStringField("column", change.column());
            json.writeStringField("source", change.source());
            json.writeStringField("target", change.target());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static void count(JsonGenerator json, String field, @Nullable Long count) throws IOException {
        if (count == null) {
            json.writeNullField(field);
        } else {
            json.writeNumberField(field, count);
        }
    }

    private static void texts(JsonGenerator json, String field, @Nullable List<String> texts) throws IOException {
        json.writeFieldName(field);
        if (texts == null) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
