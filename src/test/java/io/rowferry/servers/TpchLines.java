package io.rowferry.servers;

import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchEntity;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * The generated rows of a TPC-H table as the text that COPY and LOAD DATA read: one line per row, {@code |} between the
 * values, which need no escaping.
 */
final class TpchLines extends InputStream {
    private static final Distributions DISTRIBUTIONS = Distributions.getDefaultDistributions();
    /** Comments are cut from it. The standard's pool is 300 MB and costs seconds; for us this text is as good. */
    private static final TextPool TEXT = new TextPool(8 << 20, DISTRIBUTIONS);
    /** So many are made at once. */
    private static final int ROWS = 1_000;

    private final Iterator<? extends TpchEntity> rows;
    private long rowsLeft;
    private byte[] text = {};
    private int position;

    private TpchLines(Iterable<? extends TpchEntity> rows, long limit) {
        this.rows = rows.iterator();
        this.rowsLeft = limit;
    }

    /** All rows of a table; {@code scale} 1 is 1.5 million orders. */
    static InputStream of(String table, double scale) {
        return of(table, scale, Long.MAX_VALUE);
    }

    /** The first rows of a table. */
    static InputStream of(String table, double scale, long limit) {
        return new TpchLines(rows(table, scale), limit);
    }

    private static Iterable<? extends TpchEntity> rows(String table, double scale) {
        return switch (table) {
            case "region" -> new RegionGenerator(DISTRIBUTIONS, TEXT);
            case "nation" -> new NationGenerator(DISTRIBUTIONS, TEXT);
            case "customer" -> new CustomerGenerator(scale, 1, 1, DISTRIBUTIONS, TEXT);
            case "supplier" -> new SupplierGenerator(scale, 1, 1, DISTRIBUTIONS, TEXT);
            case "part" -> new PartGenerator(scale, 1, 1, DISTRIBUTIONS, TEXT);
            case "partsupp" -> new PartSupplierGenerator(scale, 1, 1, TEXT);
            case "orders" -> new OrderGenerator(scale, 1, 1, DISTRIBUTIONS, TEXT);
            case "lineitem" -> new LineItemGenerator(scale, 1, 1, DISTRIBUTIONS, TEXT);
            default -> throw new IllegalArgumentException("no TPC-H table: " + table);
        };
    }

    @Override
    public int read() {
        return hasText() ? text[position++] : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!hasText()) {
            return -1;
        }
        int copied = Math.min(length, text.length - position);
        System.arraycopy(text, position, into, offset, copied);
        position += copied;
        return copied;
    }

    private boolean hasText() {
        if (position == text.length) {
            text = nextText();
            position = 0;
        }
        return text.length > 0;
    }

    private byte[] nextText() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ROWS && rowsLeft > 0 && rows.hasNext(); i++) {
            String line = rows.next().toLine();
            lines.append(line, 0, line.length() - 1).append('\n');
            rowsLeft--;
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
