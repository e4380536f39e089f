package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import io.rowferry.table.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How far copies of whole tables have got that have not been finished. Safe for any number of threads. */
public final class CopyLedger {
    private final Database state;

    /** Keeps them in a database that {@link LedgerSchema} has prepared and that stays the caller's. */
    public CopyLedger(Database state) {
        this.state = state;
    }

    /**
     * A copy that was begun.
     *
     * @param signature what was being copied, and how: a copy of something else is not gone on with
     * @param horizon before which every row stamped was there when it began
     * @param reached the last key of what the bus has, as canonical texts; none when it has all of it
     */
    public record Copy(String signature, Instant horizon, List<String> reached) {
        public Copy {
            reached = List.copyOf(reached);
        }

        /** Whether the bus has all of it. */
        public boolean isWhole() {
            return reached.isEmpty();
        }
    }

    /** The copies of a job's tables that were not finished. */
    public Map<TableName, Copy> read(String job) {
        return reach(
                state,
                "reading how far a copy has got",
                () -> state.jdbi().withHandle(handle -> {
                    Map<TableName, Copy> copies = new HashMap<>();
                    handle.select(
                                    "SELECT table_name, signature, horizon, reached FROM " + table() + " WHERE job = ?",
                                    job)
                            .map((row, context) -> copies.put(
                                    TableName.parse(row.getString(1)),
                                    new Copy(
                                            row.getString(2),
                                            Instant.parse(row.getString(3)),
                                            texts(row.getString(4)))))
                            .list();
                    return copies;
                }));
    }

    /** Notes how far a table's copy has got. */
    public void reached(String job, TableName name, Copy copy) {
        reach(state, "noting how far a copy has got", () -> {
            state.jdbi().useTransaction(handle -> {
                handle.execute("DELETE FROM " + table() + " WHERE job = ? AND table_name = ?", job, name.toString());
                handle.execute(
                        "INSERT INTO " + table()
                                + " (job, table_name, signature, horizon, reached) VALUES (?, ?, ?, ?, ?)",
                        job,
                        name.toString(),
                        copy.signature(),
                        copy.horizon().toString(),
                        text(copy.reached()));
            });
            return true;
        });
    }

    /** Forgets the copies of these tables: they are finished, or begin anew. */
    public void forget(String job, Collection<TableName> names) {
        reach(state, "forgetting a copy", () -> {
            state.jdbi()
                    .useTransaction(handle -> names.forEach(name -> handle.execute(
                            "DELETE FROM " + table() + " WHERE job = ? AND table_name = ?", job, name.toString())));
            return true;
        });
    }

    private static String text(List<String> texts) {
        return texts.stream()
                .map(each -> Base64.getEncoder().encodeToString(each.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" ", "", ";"));
    }

    private static List<String> texts(String text) {
        String all = text.substring(0, text.indexOf(';'));
        return all.isEmpty()
                ? List.of()
                : Arrays.stream(all.split(" ", -1))
                        .map(each -> new String(Base64.getDecoder().decode(each), StandardCharsets.UTF_8))
                        .toList();
    }

    private String table() {
        return state.engine().ledgerTable("copies");
    }
}
