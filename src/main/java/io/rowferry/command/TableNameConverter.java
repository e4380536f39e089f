package io.rowferry.command;

import io.rowferry.table.TableName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

final class TableNameConverter implements ITypeConverter<TableName> {
    @Override
    public TableName convert(String text) {
        try {
            return TableName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("must be a table or schema.table, without blanks");
        }
    }
}
