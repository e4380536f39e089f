package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.survey.HeldLock;
import io.rowferry.survey.HorizonStatus;
import io.rowferry.survey.JobStatus;
import io.rowferry.survey.LatestRun;
import io.rowferry.survey.TableStatus;
import io.rowferry.table.OpenTransaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a job stands, for scripts. */
public final class StatusJson {
    private StatusJson() {}

    public static void print(Heading heading, JobStatus status, PrintWriter out) {
        Document.print(heading, null, status.exitCode(), out, json -> {
            json.writeArrayFieldStart("tables");
            for (TableStatus table : status.tables()) {
                table(json, table);
            }
            json.writeEndArray();
            HorizonStatus horizon = status.horizon();
            horizon(json, horizon);
            holders(json, horizon == null ? List.of() : horizon.holders());
            json.writeObjectFieldStart("queue");
            json.writeNumberField("waiting", status.queue().waiting());
            json.writeBooleanField("more", status.queue().more());
            json.writeEndObject();
            json.writeObjectFieldStart("deadLetters");
            json.writeNumberField("waiting", status.deadLetters().waiting());
            json.writeNumberField("foreign", status.deadLetters().foreign());
            json.writeBooleanField("more", status.deadLetters().more());
            json.writeEndObject();
            json.writeArrayFieldStart("runs");
            for (LatestRun run : status.runs()) {
                run(json, run);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("locks");
            for (HeldLock lock : status.locks()) {
                json.writeStartObject();
                json.writeStringField("role", lock.role());
                json.writeStringField("holder", lock.holder());
                moment(json, "since", lock.since());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void table(JsonGenerator json, TableStatus table) throws IOException {
        json.writeStartObject();
        json.writeStringField("table", table.table().toString());
        moment(json, "watermark", table.watermark());
        lag(json, table.lag());
        json.writeBooleanField("proven", table.proven());
        moment(json, "provenEqual", table.provenEqual());
        json.writeEndObject();
    }

    private static void horizon(JsonGenerator json, @Nullable HorizonStatus horizon) throws IOException {
        if (horizon == null) {
            json.writeNullField("horizon");
            return;
        }
        json.writeObjectFieldStart("horizon");
        moment(json, "at", horizon.at());
        lag(json, horizon.lag());
        json.writeBooleanField("visible", horizon.problem() == null);
        json.writeStringField("problem", horizon.problem());
        json.writeStringField("remedy", horizon.remedy());
        json.writeEndObject();
    }

    private static void holders(JsonGenerator json, List<OpenTransaction> holders) throws IOException {
        json.writeFieldName("heldBack");
        if (holders.isEmpty()) {
            json.writeNull();
        } else {
            HolderJson.write(json, holders.get(0));
        }
        json.writeArrayFieldStart("holders");
        for (OpenTransaction holder : holders) {
            HolderJson.write(json, holder);
        }
        json.writeEndArray();
    }

    private static void run(JsonGenerator json, LatestRun run) throws IOException {
        json.writeStartObject();
        json.writeStringField("run", run.run());
        json.writeStringField("command", run.command());
        moment(json, "startedAt", run.startedAt());
        moment(json, "endedAt", run.endedAt());
        Integer exitCode = run.exitCode();
        if (exitCode == null) {
            json.writeNullField("exitCode");
        } else {
            json.writeNumberField("exitCode", exitCode);
        }
        json.writeEndObject();
    }

    private static void moment(JsonGenerator json, String field, @Nullable Instant moment) throws IOException {
        json.writeStringField(field, moment == null ? null : Figures.moment(moment));
    }

    private static void lag(JsonGenerator json, @Nullable Duration lag) throws IOException {
        if (lag == null) {
            json.writeNullField("lagMs");
        } else {
            json.writeNumberField("lagMs", lag.toMillis());
        }
    }
}
