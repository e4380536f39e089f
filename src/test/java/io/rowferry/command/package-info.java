/** The program driven through its entry point, in this process or in one of its own; whole output and exit code compared. */
@NullMarked
package io.rowferry.command;

import org.jspecify.annotations.NullMarked;
