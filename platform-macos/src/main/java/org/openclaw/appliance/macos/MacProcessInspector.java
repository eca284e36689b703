package org.openclaw.appliance.macos;

import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.platform.ProcessInspector;

/** Finds a port's owner through {@code lsof}. Shows the program alone, since arguments may hold secrets. */
final class MacProcessInspector implements ProcessInspector {

    private final CommandRunner lsof;

    MacProcessInspector(CommandRunner lsof) {
        this.lsof = lsof;
    }

    @Override
    public Optional<Owner> listenerOn(int port) {
        return lsof.run(List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fpc"))
                .flatMap(output -> parse(output.text()));
    }

    /** Reads the field output of lsof(8): a line {@code p<pid>}, then a line {@code c<command>}. */
    static Optional<Owner> parse(String fields) {
        Optional<Long> pid = Optional.empty();
        for (String line : fields.lines().toList()) {
            if (pid.isEmpty() && line.matches("p\\d{1,10}")) {
                pid = Optional.of(Long.parseLong(line.substring(1)));
            } else if (pid.isPresent() && line.startsWith("c")) {
                return Optional.of(new Owner(pid.get(), line.substring(1)));
            }
        }
        return pid.map(number -> new Owner(number, ""));
    }
}
