package io.rowferry.job;

/** What accompanies the reading of one file: where references lead, and what was found wrong so far. */
record Reading(References references, Problems problems) {}
