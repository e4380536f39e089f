package io.rowferry.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets whose other end is asked for a sign of life while it is silent, so that a link which is cut without a word is
 * noticed in two minutes: many systems ask after two hours, and firewalls forget a silent link sooner. PostgreSQL's driver
 * finds this class by its name and makes one for each connection; it has no settings for it, as MariaDB's has.
 */
public final class KeptAliveSockets extends SocketFactory {
    /** Seconds of silence before the first question. */
    static final int IDLE = 60;

    /** Seconds between questions. */
    static final int INTERVAL = 15;

    /** Questions without an answer until the link counts as cut. */
    static final int COUNT = 4;

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, COUNT);
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connects();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw connects();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connects();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw connects();
    }

    private static UnsupportedOperationException connects() {
        return new UnsupportedOperationException("the driver connects its sockets itself, with a timeout");
    }
}
