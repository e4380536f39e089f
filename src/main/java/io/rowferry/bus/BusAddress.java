package io.rowferry.bus;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A queue of a Service Bus namespace.
 *
 * @param connectionString holds the key: a secret
 */
public record BusAddress(String connectionString, String queue) {
    private static final int TLS_PORT = 5671;
    private static final int PLAIN_PORT = 5672;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] AMQP_WITH_SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

    /** Host and queue, for people. */
    public String place() {
        return endpoint().getHost() + "/" + queue;
    }

    /**
     * Looks whether somebody answers there. The client alone would wait minutes for a name that does not resolve or a
     * port that nobody listens on, and mention neither.
     *
     * @throws Failure with {@code USAGE} for a malformed connection string, with {@code OUTAGE} when nobody answers
     */
    public void probe() {
        URI endpoint = endpoint();
        int port = endpoint.getPort() > 0 ? endpoint.getPort() : isEmulator() ? PLAIN_PORT : TLS_PORT;
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByName(endpoint.getHost());
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            if (isEmulator()) {
                greet(socket);
            }
        } catch (UnknownHostException e) {
            throw new Failure(
                    ExitCode.OUTAGE,
                    "the Service Bus namespace " + endpoint.getHost() + " does not resolve to an address",
                    "Check Endpoint= in bus.connection, and the name servers of this machine.",
                    e);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.OUTAGE,
                    "Service Bus cannot be reached at " + endpoint.getHost() + ":" + port + ": " + e.getMessage(),
                    "Check that the namespace exists and that this machine may open that port.",
                    e);
        }
    }

    /** Whatever is not AMQP hangs up, says nothing or answers in its own words; behind TLS the handshake tells. */
    private void greet(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write(AMQP_WITH_SASL);
        byte[] answer = socket.getInputStream().readNBytes(AMQP_WITH_SASL.length);
        if (!Arrays.equals(answer, AMQP_WITH_SASL)) {
            throw new IOException("what listens there does not speak AMQP");
        }
    }

    private boolean isEmulator() {
        return connectionString.toLowerCase(Locale.ROOT).contains("usedevelopmentemulator=true");
    }

    private URI endpoint() {
        for (String part : connectionString.split(";", -1)) {
            if (part.toLowerCase(Locale.ROOT).startsWith("endpoint=")) {
                String text = part.substring("endpoint=".length());
                try {
                    URI uri = URI.create(text.contains("://") ? text : "sb://" + text);
                    if (uri.getHost() != null) {
                        return uri;
                    }
                } catch (IllegalArgumentException e) {
                    break;
                }
            }
        }
        throw new Failure(
                ExitCode.USAGE,
                "bus.connection is not a Service Bus connection string",
                "It looks like Endpoint=sb://NAME.servicebus.windows.net/;SharedAccessKeyName=…;SharedAccessKey=…");
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return place();
    }
}
