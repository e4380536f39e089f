@NullMarked
package io.rowferry.target;

import org.jspecify.annotations.NullMarked;
