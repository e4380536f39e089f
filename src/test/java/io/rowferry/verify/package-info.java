@NullMarked
package io.rowferry.verify;

import org.jspecify.annotations.NullMarked;
