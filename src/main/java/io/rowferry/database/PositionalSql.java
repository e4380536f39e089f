package io.rowferry.database;

import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Takes statements as they are, their parameters being the question marks in them. Jdbi's own parser and
 * templates are grammars that ANTLR runs: a statement new to them, as most of a short run's are, costs more there than on
 * the server.
 */
final class PositionalSql implements SqlParser {
    @Override
    public ParsedSql parse(String sql, StatementContext context) {
        int parameters = (int) sql.chars().filter(character -> character == '?').count();
        return ParsedSql.of(sql, ParsedParameters.positional(parameters));
    }

    @Override
    public String nameParameter(String name, StatementContext context) {
        throw new UnsupportedOperationException("parameters here have no names: " + name);
    }
}
