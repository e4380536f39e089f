package io.rowferry.sync;

import io.rowferry.table.OpenTransaction;
import java.util.List;

/** Says for people who holds a horizon back. */
public final class Holders {
    private Holders() {}

    /** Such as {@code session 4711 of billing (application nightly) since 2026-11-22T00:15:01Z, and 2 more}. */
    public static String words(List<OpenTransaction> holders) {
        if (holders.isEmpty()) {
            return "a transaction";
        }
        return words(holders.get(0)) + (holders.size() == 1 ? "" : ", and " + (holders.size() - 1) + " more");
    }

    /** One of them. */
    public static String words(OpenTransaction holder) {
        StringBuilder words = new StringBuilder(
                switch (holder.kind()) {
                    case PREPARED -> "the prepared transaction " + holder.id();
                    case STATEMENT -> "a statement of session " + holder.session();
                    case TRANSACTION -> "the transaction of session " + holder.session();
                });
        if (holder.user() != null) {
            words.append(", user ").append(holder.user());
        }
        if (holder.application() != null) {
            words.append(", application ").append(holder.application());
        }
        if (holder.since() != null) {
            words.append(", since ").append(holder.since());
        }
        return words.toString();
    }
}
