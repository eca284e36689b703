package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.platform.ServicePlan;

/**
 * Compares the installed unit with the one that a plan would write. Drop-ins are their owner's will: what they set is no
 * drift, except where the command line no longer fits the configuration.
 */
final class Drift {

    private static final List<String> SETTINGS = List.of(
            "Type",
            "NotifyAccess",
            "Restart",
            "RestartSec",
            "RestartPreventExitStatus",
            "SuccessExitStatus",
            "WatchdogSec",
            "TimeoutStopSec",
            "KillMode",
            "EnvironmentFile",
            "User");

    private final ServicePlan plan;
    private final Definition installed;
    private final UnitSettings planned;
    private final List<String> sentences = new ArrayList<>();

    Drift(ServicePlan plan, Definition installed, UnitSettings planned) {
        this.plan = plan;
        this.installed = installed;
        this.planned = planned;
    }

    List<String> sentences() {
        comparePort();
        compareProgram();
        compareVersion();
        SETTINGS.forEach(this::compareSetting);
        checkSecrets();
        return List.copyOf(sentences);
    }

    private void comparePort() {
        List<String> command = installed.settings().command();
        OptionalInt port = new InstalledService(
                        installed.unit(), "", List.of(), command, installed.settings().environment(), plan.system(), true)
                .port();
        if (port.isPresent() && port.getAsInt() != plan.port()) {
            sentences.add("Gateway service port does not match current gateway config: the service uses " + port.getAsInt()
                    + ", the config says " + plan.port() + ". " + fix("ExecStart"));
        }
    }

    private void compareProgram() {
        List<String> command = installed.settings().command();
        String program = command.isEmpty() ? "nothing" : command.getFirst();
        if (program.startsWith("/") && Files.notExists(Path.of(program))) {
            sentences.add("The service's program " + program + " does not exist. " + fix("ExecStart"));
        } else if (!program.equals(plan.command().getFirst())) {
            sentences.add("The service starts " + program + " and not " + plan.command().getFirst() + ". " + fix("ExecStart"));
        }
    }

    private void compareVersion() {
        String version = installed.written().environment().getOrDefault("OPENCLAW_SERVICE_VERSION", "an unknown version");
        if (!version.equals(plan.version())) {
            sentences.add("The service was written by " + version + ", this is " + plan.version() + ". " + reinstall());
        }
    }

    private void compareSetting(String key) {
        String is = installed.written().value(key).orElse("");
        String should = planned.value(key).orElse("");
        if (!is.equals(should)) {
            sentences.add("The service has " + (is.isEmpty() ? "no " + key + "=" : key + "=" + is)
                    + (should.isEmpty() ? "" : " instead of " + key + "=" + should) + ". " + reinstall());
        }
    }

    private void checkSecrets() {
        for (String path : installed.settings().environmentFiles()) {
            try {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(Path.of(path));
                if (mode.contains(PosixFilePermission.GROUP_READ) || mode.contains(PosixFilePermission.OTHERS_READ)) {
                    sentences.add("The service's secrets in " + path + " can be read by other accounts. Run: chmod 600 " + path);
                }
            } catch (IOException e) {
                // A missing file is allowed, and one that can't be seen is not open to everybody.
                continue;
            }
        }
    }

    private String fix(String setting) {
        boolean overridden = !installed.settings().values(setting).equals(installed.written().values(setting));
        return overridden
                ? "A drop-in says so; change it with: " + installed.manager().systemctl() + " edit " + installed.unit()
                : reinstall();
    }

    private String reinstall() {
        String profile = plan.profile().map(name -> "--profile " + name + " ").orElse("");
        String system = plan.system() ? " --system --user " + plan.user().orElse("<name>") : "";
        String reboot = MachineRestart.isWantedBy(installed.file()) ? " --reboot-on-failure" : "";
        return "Run: " + installed.manager().sudo() + "openclaw " + profile + "gateway install --force" + system + reboot;
    }
}
