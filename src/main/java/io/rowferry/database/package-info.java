/**
 * Pools, and all that differs between PostgreSQL, MySQL and MariaDB. In: addresses, tables and columns. Out: connections
 * and the SQL of each engine behind one interface, {@link io.rowferry.database.Engine}. Never decides what is read,
 * written or compared.
 */
@NullMarked
package io.rowferry.database;

import org.jspecify.annotations.NullMarked;
