package io.rowferry.ledger;

import io.rowferry.database.Database;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/** Tells what a database's refusal means for the run, whatever Jdbi wraps it in. */
final class Reach {
    private Reach() {}

    /** @param doing what is being done, to complete "… failed while" */
    static <T> T reach(Database database, String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException error) {
                throw database.failure(doing, error);
            }
            throw e;
        }
    }
}
