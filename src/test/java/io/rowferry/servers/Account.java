package io.rowferry.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Under which account PostgreSQL runs, which refuses to run as root. A plain user runs it as itself; root changes to
 * another account in the first way that this machine allows. {@code nobody} exists everywhere and needs no set-up.
 */
enum Account {
    /** The present user. */
    SELF {
        @Override
        List<String> wrap(List<String> command) {
            return command;
        }
    },
    /** A user namespace in which root's files belong to nobody in particular; refused in most containers. */
    UNSHARED {
        @Override
        List<String> wrap(List<String> command) {
            return prefixed(List.of("unshare", "-U"), command);
        }
    },
    /** The user nobody, by its number. */
    SETPRIV {
        @Override
        List<String> wrap(List<String> command) {
            return prefixed(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), command);
        }

        @Override
        void own(Path path) throws IOException {
            giveToNobody(path);
        }
    },
    /** The user nobody, by the oldest tool there is. */
    SU {
        @Override
        List<String> wrap(List<String> command) {
            String line = command.stream()
                    .map(word -> "'" + word.replace("'", "'\\''") + "'")
                    .collect(Collectors.joining(" ", "exec ", ""));
            return List.of("su", "-s", "/bin/sh", "nobody", "-c", line);
        }

        @Override
        void own(Path path) throws IOException {
            giveToNobody(path);
        }
    };

    static final String ROOT = "root";
    private static final int NOBODY = 65534;

    /** The command that runs the given one under this account. */
    abstract List<String> wrap(List<String> command);

    /** Makes this account the owner of a file or folder that the present user has just made. */
    void own(Path path) throws IOException {}

    /** Whether this machine, here and now, lets the present user change to the account. */
    boolean works() {
        try {
            Process trial = new ProcessBuilder(wrap(List.of("true")))
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return trial.waitFor() == 0;
        } catch (IOException noSuchTool) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean isRoot() {
        return ROOT.equals(System.getProperty("user.name"));
    }

    static Account choose() throws IOException {
        if (!isRoot() && !isNameless()) {
            return SELF;
        }
        for (Account account : List.of(UNSHARED, SETPRIV, SU)) {
            if (account.works()) {
                return account;
            }
        }
        throw new IOException("PostgreSQL runs neither as root nor as a user without a name, and neither unshare,"
                + " setpriv nor su works here; run as another user");
    }

    /** A user known by number only, as containers often run one; PostgreSQL refuses to run as such. */
    private static boolean isNameless() {
        return "?".equals(System.getProperty("user.name"));
    }

    private static List<String> prefixed(List<String> prefix, List<String> command) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command);
        return words;
    }

    private static void giveToNobody(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", NOBODY);
        Files.setAttribute(path, "unix:gid", NOBODY);
    }
}
