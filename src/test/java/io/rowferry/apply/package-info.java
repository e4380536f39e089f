/** Tests of the receiving half, as far as it needs no servers. */
@NullMarked
package io.rowferry.apply;

import org.jspecify.annotations.NullMarked;
