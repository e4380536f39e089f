/**
 * The receiving half: lanes off the bus into the target. In: deliveries. Out: rows in the target, parts with refused rows
 * back on the bus, dead letters. A message is completed only after the target has committed it and the bus has accepted
 * its parts.
 */
@NullMarked
package io.rowferry.apply;

import org.jspecify.annotations.NullMarked;
