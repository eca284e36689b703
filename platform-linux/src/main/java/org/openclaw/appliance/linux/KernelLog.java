package org.openclaw.appliance.linux;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.CommandRunner;

/**
 * Searches the kernel's log of the present boot. Read through {@code dmesg} or {@code journalctl}, whichever lets this user:
 * {@code /dev/kmsg} blocks its reader at the end, and Java can't ask it not to.
 */
final class KernelLog {

    private static final List<List<String>> READERS = List.of(
            List.of("dmesg", "--level=err,crit"),
            List.of("journalctl", "-k", "-b", "0", "-p", "3", "-n", "500", "-q", "--no-pager", "-o", "cat"));

    /** mm/oom_kill.c; the number is the process's outside all containers. */
    private static final Pattern KILL =
            Pattern.compile("((?:Memory cgroup o|O)ut of memory): Killed process (\\d+) \\(([^)]{0,32})\\)[^\\n]{0,120}");

    private final CommandRunner tools;
    private final Supplier<String> command;

    /** @param command the name the kernel has for this program's processes */
    KernelLog(CommandRunner tools, Supplier<String> command) {
        this.tools = tools;
        this.command = command;
    }

    /** The newest line that says the process was killed for want of memory. May take as long as two tools do. */
    Optional<String> oomKillOf(long pid) {
        String ours = command.get();
        for (List<String> reader : READERS) {
            Optional<CommandRunner.Output> output = tools.run(reader).filter(ran -> ran.exitStatus() == 0);
            if (output.isPresent()) {
                Optional<String> found = find(output.get().text(), pid, ours);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> find(String log, long pid, String command) {
        String found = null;
        Matcher kill = KILL.matcher(log);
        while (kill.find()) {
            if (kill.group(2).equals(Long.toString(pid)) && (command.isEmpty() || kill.group(3).equals(command))) {
                found = kill.group();
            }
        }
        return Optional.ofNullable(found);
    }
}
