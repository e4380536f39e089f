/** The broker as the unmodified Service Bus client sees it, over real sockets and a real folder. */
@NullMarked
package io.rowferry.broker;

import org.jspecify.annotations.NullMarked;
