/** What every package may use: how a run ends, and how a failure is told. The folders beside this file are the map. */
@NullMarked
package io.rowferry;

import org.jspecify.annotations.NullMarked;
