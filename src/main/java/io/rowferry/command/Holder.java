package io.rowferry.command;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Says who this process is, for others that wait for it. */
final class Holder {
    private Holder() {}

    /** Such as {@code process 4711 of etl on crm-sync-1}. */
    static String ofThisProcess() {
        return "process " + ProcessHandle.current().pid() + " of " + System.getProperty("user.name") + " on " + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }
}
