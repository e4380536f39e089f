package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where a broker listens, and how that is written. */
record BrokerAddress(InetAddress address) {
    private static final int LAST_PORT = 65_535;

    static BrokerAddress loopback() {
        return new BrokerAddress(InetAddress.getLoopbackAddress());
    }

    /** An address or a name of this machine or, to ask a broker, of another. */
    static BrokerAddress named(String typed) {
        try {
            if (!typed.isBlank()) {
                return new BrokerAddress(InetAddress.getByName(typed));
            }
        } catch (UnknownHostException e) {
            // Told below.
        }
        throw new Failure(
                ExitCode.USAGE,
                "--address " + typed + ": there is no such address",
                "Give an IP address or a host name; without --address it is this machine's loopback.");
    }

    /** The port if there can be such a one. */
    static int checkedPort(int port, int least) {
        if (port < least || port > LAST_PORT) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--port " + port + ": there is no such port",
                    "Choose one from 1 to " + LAST_PORT + (least == 0 ? ", or 0 for any free one." : "."));
        }
        return port;
    }

    boolean isPrivate() {
        return address.isLoopbackAddress();
    }

    InetSocketAddress at(int port) {
        return new InetSocketAddress(address, port);
    }

    String hostAndPort(int port) {
        return written(address) + ":" + port;
    }

    /** What clients connect to. From this machine, where the broker listens on all of its addresses. */
    String connectionString(int port) {
        return "Endpoint=sb://" + (address.isAnyLocalAddress() ? "127.0.0.1" : written(address)) + ":" + port
                + ";SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";
    }

    private static String written(InetAddress address) {
        String digits = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + digits + "]" : digits;
    }
}
