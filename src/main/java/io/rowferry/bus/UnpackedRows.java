package io.rowferry.bus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rowferry.table.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of a body whose form was checked before, read from its bytes each time they are gone through. */
final class UnpackedRows implements Rows {
    private final byte[] unpacked;
    private final int columns;
    private final int count;

    UnpackedRows(byte[] unpacked, int columns, int count) {
        this.unpacked = unpacked;
        this.columns = columns;
        this.count = count;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void each(Consumer<@Nullable String[]> taker) {
        try (JsonParser json = BodyReader.parser(unpacked)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME
                    && !json.currentName().equals("rows")) {
                json.nextToken();
                json.skipChildren();
            }
            json.nextToken();
            while (json.nextToken() == JsonToken.START_ARRAY) {
                @Nullable String[] row = new @Nullable String[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = json.nextToken() == JsonToken.VALUE_NULL ? null : json.getText();
                }
                json.nextToken();
                taker.accept(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the form of these bytes was checked", e);
        }
    }
}
