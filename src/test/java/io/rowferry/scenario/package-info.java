/** Whole runs in processes of their own, which are killed, delayed and run again; what must hold then. */
@NullMarked
package io.rowferry.scenario;

import org.jspecify.annotations.NullMarked;
