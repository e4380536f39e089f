package io.rowferry.table;

import java.util.List;

/**
 * A reference that the target enforces: rows of {@code child} need their parent first.
 *
 * @param columns the child's referring columns, in the order of the key they refer to
 */
public record ForeignKey(String name, TableName child, List<String> columns, TableName parent) {}
