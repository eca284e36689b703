package org.openclaw.appliance.windows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.ProcessInspector;

/** Finds a port's owner through {@code netstat -ano}. Shows the program alone, since arguments may hold secrets. */
final class WindowsProcessInspector implements ProcessInspector {

    private final CommandRunner netstat;

    WindowsProcessInspector(CommandRunner netstat) {
        this.netstat = netstat;
    }

    @Override
    public Optional<Owner> listenerOn(int port) {
        OptionalLong pid = netstat.run(List.of("netstat.exe", "-a", "-n", "-o"))
                .map(output -> listener(output.text(), port))
                .orElse(OptionalLong.empty());
        return pid.isEmpty() ? Optional.empty() : Optional.of(new Owner(pid.getAsLong(), program(pid.getAsLong())));
    }

    /**
     * Reads lines such as {@code TCP 0.0.0.0:18789 0.0.0.0:0 LISTENING 812}. The state is translated; a foreign port of 0
     * tells a listener in every language.
     */
    static OptionalLong listener(String table, int port) {
        return table.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length == 5
                        && columns[0].equals("TCP")
                        && columns[1].endsWith(":" + port)
                        && columns[2].endsWith(":0")
                        && columns[4].matches("\\d{1,10}"))
                .mapToLong(columns -> Long.parseLong(columns[4]))
                .findFirst();
    }

    private static String program(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).orElse("");
    }
}
