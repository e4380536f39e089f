/** Tests of what leaves the source's process. */
@NullMarked
package io.rowferry.source;

import org.jspecify.annotations.NullMarked;
