package io.rowferry.bus;

import reactor.core.publisher.Mono;

/**
 * Work of the client's that goes on when nobody waits for it any more. A connection's first request to the management
 * node has that node authorized, and the client remembers that it is as part of the request: cancelled a moment too
 * early, it leaves a node of which every later request of that connection (renewing a lock, peeking) waits in vain
 * ({@code ActiveClientTokenManager.authorize} of azure-core-amqp 2.12.1).
 */
final class Uncancelled {
    private Uncancelled() {}

    static <T> Mono<T> of(Mono<T> work) {
        return Mono.fromFuture(work::toFuture, true);
    }
}
