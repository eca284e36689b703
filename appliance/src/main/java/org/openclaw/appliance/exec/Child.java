package org.openclaw.appliance.exec;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One command that was started. Times are milliseconds since 1970. Thread-safe. */
final class Child {

    /** Why a command ended, if not by itself. */
    enum Cause {
        TIMEOUT("it took longer than allowed"),
        KILLED("it was killed on request"),
        ABORTED("the turn was stopped"),
        MEMORY("memory was short"),
        SHUTDOWN("the gateway stopped");

        private final String sentence;

        Cause(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    private final String id;
    private final Start start;
    private final Process process;
    private final long startedAt;
    private final OutputRing output = new OutputRing();
    private final CompletableFuture<Child> over = new CompletableFuture<>();
    private volatile Cause cause;
    private volatile int exitCode;
    private volatile long endedAt;
    private volatile boolean background;
    private volatile long told;

    /**
     * What to start.
     *
     * @param timeoutSeconds how long it may run; 0 for as long as the gateway does
     */
    record Start(String agentId, String sessionKey, String command, Path cwd, int timeoutSeconds) {}

    Child(String id, Start start, Process process, long startedAt) {
        this.id = id;
        this.start = start;
        this.process = process;
        this.startedAt = startedAt;
    }

    String id() {
        return id;
    }

    Start start() {
        return start;
    }

    Process process() {
        return process;
    }

    OutputRing output() {
        return output;
    }

    /** Completes once it has ended and its output was read. */
    CompletableFuture<Child> over() {
        return over;
    }

    boolean running() {
        return !over.isDone();
    }

    long startedAt() {
        return startedAt;
    }

    /** 0 while it runs. */
    long endedAt() {
        return endedAt;
    }

    int exitCode() {
        return exitCode;
    }

    /** Null for one that runs or has ended by itself. */
    Cause cause() {
        return cause;
    }

    /** The first cause counts. */
    void causedBy(Cause why) {
        if (cause == null) {
            cause = why;
        }
    }

    /** Nobody waits for it any more. */
    void toBackground() {
        background = true;
    }

    boolean background() {
        return background;
    }

    void ended(int code, long now) {
        exitCode = code;
        endedAt = now;
        over.complete(this);
    }

    /** What was written since it was asked for the last time. */
    synchronized String news(int mostBytes) {
        long until = output.total();
        String news = output.since(told, mostBytes);
        told = until;
        return news;
    }
}
