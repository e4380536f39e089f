/** Looks at dead letters. In: a queue. Out: what waits there and why, told without locking or moving anything. */
@NullMarked
package io.rowferry.replay;

import org.jspecify.annotations.NullMarked;
