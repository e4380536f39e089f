package io.rowferry.servers;

/** A broker on this machine, as clients are told of it. */
public final class LocalNamespace {
    private LocalNamespace() {}

    /** What reaches it; the broker asks for no name and no key. */
    public static String connection(int port) {
        return "Endpoint=sb://127.0.0.1:" + port
                + ";SharedAccessKeyName=any;SharedAccessKey=any;UseDevelopmentEmulator=true";
    }
}
