/** Job files, right and wrong, and exactly what is said about them. */
@NullMarked
package io.rowferry.job;

import org.jspecify.annotations.NullMarked;
