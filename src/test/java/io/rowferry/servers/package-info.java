/**
 * Real database servers for tests, the demo and the benchmark, out of artifacts that Maven Central carries. In: a
 * folder and a port, or nothing. Out: running servers, replicas of them, fresh databases, TPC-H tables. They listen on
 * loopback only, never outlive the JVM that started them, and never touch a server that this package did not start.
 */
@NullMarked
package io.rowferry.servers;

import org.jspecify.annotations.NullMarked;
