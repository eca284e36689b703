package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

/**
 * The text of a gateway's unit. {@code Type=notify} and not {@code notify-reload}: a restart within the process may be put
 * off until runs have ended, or be refused, and then nobody would answer systemd's reload.
 */
final class UnitFile {

    /** Takes the state directory as {@code $0}. systemd.exec(5) names what a stopped service is told. */
    private static final String RECORD_EXIT = "umask 077; mkdir -p \"$0/run\" && "
            + "echo \"$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS\" >\"$0/run/last-exit\"";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final long MIB = 1024 * 1024;

    private final ServicePlan plan;
    private final Manager manager;
    private final MachineFeatures machine;

    UnitFile(ServicePlan plan, MachineFeatures machine) {
        this.plan = plan;
        this.manager = plan.system() ? Manager.SYSTEM : Manager.USER;
        this.machine = machine;
    }

    /**
     * @param environmentFile the file of secret variables
     * @param alias whether it is called {@code openclaw.service} too
     */
    String text(Path environmentFile, boolean alias) throws ServiceException {
        Map<String, String> values = new HashMap<>();
        values.put("edit", manager.systemctl() + " edit " + UnitName.of(plan.profile()));
        values.put("description", UnitSyntax.line(description()));
        values.put("startLimitAction", plan.rebootsOnFailure() ? MachineRestart.SETTING : "");
        values.put("command", UnitSyntax.command(plan.command()));
        values.put("recordExit", UnitSyntax.argument(RECORD_EXIT));
        values.put("stateDir", UnitSyntax.argument(plan.stateDir().toString()));
        values.put("workingDirectory", UnitSyntax.line(plan.workingDirectory().toString()));
        values.put("user", plan.system() ? "User=" + UnitSyntax.line(plan.user().orElseThrow()) : "");
        values.put("environmentFile", UnitSyntax.pattern(environmentFile));
        values.put("environment", environment());
        values.put("memory", memory());
        values.put("hardening", hardening());
        values.put("target", plan.system() ? "multi-user.target" : "default.target");
        values.put("alias", alias ? "Alias=" + UnitName.ALIAS : "");
        return filled("gateway.service", values);
    }

    private String description() {
        String profile = plan.profile().map(name -> "profile " + name + ", ").orElse("");
        return "OpenClaw Gateway (" + profile + "v" + plan.version() + ")";
    }

    private String environment() throws ServiceException {
        Map<String, String> variables = new TreeMap<>(plan.environment());
        variables.keySet().removeAll(List.of(ServicePlan.MARKER, "OPENCLAW_SERVICE_KIND"));
        variables.put("OPENCLAW_SERVICE_VERSION", plan.version());
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (!VARIABLE.matcher(variable.getKey()).matches()) {
                throw new ServiceException("\"" + variable.getKey() + "\" can't be the name of a service's variable");
            }
            lines.add("Environment=" + UnitSyntax.word(variable.getKey() + "=" + variable.getValue()));
        }
        return String.join("\n", lines);
    }

    private String memory() {
        List<String> lines = new ArrayList<>();
        if (machine.limitsMemory() && plan.memoryBudgetBytes() > 0) {
            lines.add("MemoryHigh=" + plan.memoryBudgetBytes() * 85 / 100 / MIB + "M");
            lines.add("MemoryMax=" + plan.memoryBudgetBytes() * 95 / 100 / MIB + "M");
        }
        if (machine.watchesPressure()) {
            lines.add("MemoryPressureWatch=on");
            lines.add("MemoryPressureThresholdSec=200ms");
        }
        return String.join("\n", lines);
    }

    private String hardening() throws ServiceException {
        if (!plan.system()) {
            return filled("hardening-user.conf", Map.of()).strip();
        }
        List<String> writable = new ArrayList<>();
        writable.add(UnitSyntax.word("-" + plan.stateDir()));
        for (Path path : plan.writable()) {
            writable.add(UnitSyntax.word("-" + path));
        }
        String groups = machine.hasDialout() ? "SupplementaryGroups=" + MachineFeatures.SERIAL_GROUP : "";
        return filled("hardening-system.conf", Map.of("writable", String.join(" ", writable), "groups", groups)).strip();
    }

    /** A line that consists of a placeholder without a value is left out. */
    private static String filled(String resource, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        for (String line : resource(resource).split("\n")) {
            String filled = PLACEHOLDER
                    .matcher(line)
                    .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
            if (line.isEmpty() || !filled.isEmpty()) {
                text.append(filled).append('\n');
            }
        }
        return text.toString().replaceAll("\n{3,}", "\n\n");
    }

    private static String resource(String name) {
        try (InputStream in = UnitFile.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
