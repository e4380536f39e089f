/**
 * Looks at a job from outside: how far it is, what waits, what holds it back. In: the job, its databases, its queue. Out:
 * what was seen. Never writes, takes no lock, starts no run.
 */
@NullMarked
package io.rowferry.survey;

import org.jspecify.annotations.NullMarked;
