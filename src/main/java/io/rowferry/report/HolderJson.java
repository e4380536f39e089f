package io.rowferry.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rowferry.table.OpenTransaction;
import java.io.IOException;

/** What holds a horizon back, for scripts. */
final class HolderJson {
    private HolderJson() {}

    static void write(JsonGenerator json, OpenTransaction holder) throws IOException {
        json.writeStartObject();
        json.writeStringField("session", holder.session() == null ? holder.id() : holder.session());
        json.writeStringField("user", holder.user());
        json.writeStringField("application", holder.application());
        json.writeStringField(
                "since", holder.since() == null ? null : holder.since().toString());
        json.writeEndObject();
    }
}
