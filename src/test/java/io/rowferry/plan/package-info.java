/** Tests of what will be carried. */
@NullMarked
package io.rowferry.plan;

import org.jspecify.annotations.NullMarked;
