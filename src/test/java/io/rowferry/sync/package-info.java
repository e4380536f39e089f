/** Tests of the sending half, as far as it needs no servers. */
@NullMarked
package io.rowferry.sync;

import org.jspecify.annotations.NullMarked;
