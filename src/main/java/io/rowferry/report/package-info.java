/**
 * Everything a person or a script sees: text, JSON, progress. In: results. Out: characters on the writers it is given.
 * Never decides anything.
 */
@NullMarked
package io.rowferry.report;

import org.jspecify.annotations.NullMarked;
