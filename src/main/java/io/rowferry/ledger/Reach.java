package io.rowferry.ledger;

import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementException;

/** Tells what a database's refusal means for the run, whatever Jdbi wraps it in. */
final class Reach {
    private static final int RERUNS = 20;

    private Reach() {}

    /**
     * Runs again what lost a deadlock: the server rolled it back, nobody is at fault. Not where the commit failed: what the
     * work did elsewhere before it is not undone.
     *
     * @param doing what is being done, to complete "… failed while"
     * @param work one transaction, or one statement
     */
    static <T> T reach(Database database, String doing, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (JdbiException e) {
                if (!(e.getCause() instanceof SQLException error)) {
                    throw e;
                }
                boolean rerun = e instanceof StatementException
                        && database.engine().fault(error).kind() == Fault.Kind.RERUN
                        && attempt < RERUNS;
                if (!rerun) {
                    throw database.failure(doing, error);
                }
            }
        }
    }
}
