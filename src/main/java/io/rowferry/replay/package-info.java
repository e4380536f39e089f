/**
 * Looks at dead letters, chooses among them, sends them again or takes them off. In: a dead-letter queue, a choice, the
 * ledger that tells outcomes. Out: copies in a queue, an audit, a fate for each letter. It must never take a letter off
 * before the bus has its copy or the archive has it, never lock anything in order to look, and never touch what is not the
 * job's own unless that is named.
 */
@NullMarked
package io.rowferry.replay;

import org.jspecify.annotations.NullMarked;
