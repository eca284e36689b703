package org.openclaw.appliance.platform;

import java.util.List;
import java.util.stream.Stream;

/**
 * How commands of agents are started and ended on this system: apart from the gateway, first to die when memory runs out, and
 * none of their own children left behind. Thread-safe.
 */
public interface ChildProcesses {

    /** The environment variable that marks a command and everything it starts. */
    String MARK = "OPENCLAW_EXEC_ID";

    /**
     * The arguments with which to start a command so that it is what this interface promises, as far as the system can.
     *
     * @param command program and arguments
     */
    List<String> launch(List<String> command);

    /** The shell that runs a text, and the arguments before the text. */
    List<String> shell();

    /**
     * Ends a command and whatever it has started, also what has detached itself.
     *
     * @param mark the value of {@link #MARK} in its environment
     * @param force whether it isn't asked first
     * @return how many processes were told
     */
    int end(ProcessHandle command, String mark, boolean force);

    /** What any JVM can do: the command's descendants as the system knows them. */
    static ChildProcesses portable() {
        return new Portable();
    }

    /** Starts commands as they are; also the base of systems that can do more. */
    class Portable implements ChildProcesses {

        @Override
        public List<String> launch(List<String> command) {
            return List.copyOf(command);
        }

        @Override
        public List<String> shell() {
            return System.getProperty("os.name", "").startsWith("Windows")
                    ? List.of("cmd.exe", "/d", "/s", "/c")
                    : List.of("/bin/sh", "-c");
        }

        @Override
        public int end(ProcessHandle command, String mark, boolean force) {
            List<ProcessHandle> all = Stream.concat(command.descendants(), Stream.of(command))
                    .filter(ProcessHandle::isAlive)
                    .toList();
            all.forEach(process -> tell(process, force));
            return all.size();
        }

        /** Ends one process. */
        protected static void tell(ProcessHandle process, boolean force) {
            if (force) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
        }
    }
}
