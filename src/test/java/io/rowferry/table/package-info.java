/** The vocabulary, tried word by word. */
@NullMarked
package io.rowferry.table;

import org.jspecify.annotations.NullMarked;
