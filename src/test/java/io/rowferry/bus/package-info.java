@NullMarked
package io.rowferry.bus;

import org.jspecify.annotations.NullMarked;
