package io.rowferry.command;

import io.rowferry.broker.Fault;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The broker that a command line asks for.
 *
 * @param port 0 for any free one
 * @param config null for queues made on first use
 * @param autoCreate makes queues on first use although there is a config file
 * @param faults what it does wrong on purpose, for rehearsals
 * @param faultSeed from which their chance is drawn
 * @param announce the folder in which it says that it runs; null for none
 * @param idleSeconds ends after so long without a connection; null for never
 */
record WantedBroker(
        BrokerAddress address,
        int port,
        Path data,
        @Nullable Path config,
        boolean autoCreate,
        List<Fault> faults,
        long faultSeed,
        @Nullable Path announce,
        @Nullable Integer idleSeconds) {}
