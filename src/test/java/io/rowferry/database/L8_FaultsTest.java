package io.rowferry.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.table.Reason;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** Which errors speak of a row, and which of the server. */
class L8_FaultsTest {
    private static PSQLException said(String state, String routine) {
        return new PSQLException(new ServerErrorMessage("SFEHLER\0C" + state + "\0Mnein\0R" + routine + "\0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "45000", "09000", "20000", "27000", "38000", "39P01", "50001", "60000", "99999", "I0001", "UE001",
                "ZZ999"
            })
    void L8_whatATriggerOfPostgreSqlRaisesIsARows(String state) {
        assertThat(PostgreSqlFaults.of(said(state, "exec_stmt_raise"))).isEqualTo(Fault.badRow(Reason.CONSTRAINT));
    }

    @ParameterizedTest
    @CsvSource({
        "08006, OUTAGE", "25006, OUTAGE", "40001, RERUN", "53100, OUTAGE", "55P03, OUTAGE", "57P01, OUTAGE",
        "58030, OUTAGE", "XX000, OUTAGE", "42P01, CHANGED", "42501, REFUSED", "28000, REFUSED", "54000, BAD_ROW",
        "55000, UNKNOWN", "72000, UNKNOWN", "0A000, UNKNOWN", "F0000, UNKNOWN", "HV000, UNKNOWN"
    })
    void L9_whatTheServerSaysOfItselfStaysWhatItIs(String state, Fault.Kind kind) {
        assertThat(PostgreSqlFaults.of(said(state, "aclcheck_error")).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60000", "99999"})
    void L9_whatTheDriverSaysOfItselfIsNoRows(String state) {
        PSQLState own = state.equals("60000") ? PSQLState.SYSTEM_ERROR : PSQLState.UNEXPECTED_ERROR;
        PSQLException error = new PSQLException("something unusual has occurred", own);
        assertThat(error.getSQLState()).isEqualTo(state);
        assertThat(PostgreSqlFaults.of(error).kind()).isEqualTo(Fault.Kind.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1037, 1038, 1041, 1135, 1180, 1206, 1637})
    void L9_aServerOfMySqlsFamilyThatHasNothingLeftIsAnOutage(int number) {
        assertThat(MySqlFaults.of(new SQLException("no", "HY000", number)).kind())
                .isEqualTo(Fault.Kind.OUTAGE);
    }
}
