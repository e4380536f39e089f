/** Tests of what the servers' languages and stores do to values. */
@NullMarked
package io.rowferry.database;

import org.jspecify.annotations.NullMarked;
