package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** Lets a command end in order, and say so, when the user or the system asks the process to stop. */
final class Interruption {
    /** Longer than any transaction in hand should take; after it, whatever waits is left to the next run. */
    private static final long PATIENCE_SECONDS = 30;

    private Interruption() {}

    /**
     * Runs a whole command line; a signal interrupts this thread, and the process ends with what the command then
     * answers.
     */
    static int endingInOrder(IntSupplier command) {
        Thread thread = Thread.currentThread();
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!exitCode.isDone()) {
                                thread.interrupt();
                            }
                            Runtime.getRuntime().halt(await(exitCode));
                        },
                        "ends in order"));
        int code = command.getAsInt();
        exitCode.complete(code);
        return code;
    }

    private static int await(CompletableFuture<Integer> exitCode) {
        try {
            return exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return ExitCode.INTERRUPTED.code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.code();
        }
    }

    /** Work that can be interrupted. */
    @FunctionalInterface
    interface Deed<T> {
        T run() throws InterruptedException;
    }

    /**
     * Runs the deed.
     *
     * @throws Failure with {@code INTERRUPTED} when it was interrupted
     */
    static <T> T tell(Deed<T> deed) {
        try {
            return deed.run();
        } catch (InterruptedException e) {
            throw failure(e);
        }
    }

    /** What it means to users. */
    static Failure failure(InterruptedException interruption) {
        return new Failure(
                ExitCode.INTERRUPTED,
                "interrupted; everything committed so far stands",
                "Run the same command again: what is done already costs no writes.",
                interruption);
    }
}
