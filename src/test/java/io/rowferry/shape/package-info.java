/** Tests of what leaves the source's process. */
@NullMarked
package io.rowferry.shape;

import org.jspecify.annotations.NullMarked;
