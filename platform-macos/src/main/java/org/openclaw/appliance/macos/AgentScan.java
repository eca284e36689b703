package org.openclaw.appliance.macos;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.macos.Launchctl.Job;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.OtherService.Kind;
import org.openclaw.appliance.platform.ServicePlan;
import org.openclaw.appliance.platform.ServiceSupervisor.State;

/** Looks through the directories of launchd definitions for jobs that run, or ran, a gateway. */
final class AgentScan {

    private static final int MOST_FILES = 2000;
    private static final List<String> OLD_LABELS = List.of("com.clawdbot.", "com.moltbot.", "bot.molt.");
    private static final List<String> PRODUCTS = List.of("openclaw", "clawdbot", "moltbot");

    private final Launchctl launchctl;
    private final String domain;

    AgentScan(Launchctl launchctl, String domain) {
        this.launchctl = launchctl;
        this.domain = domain;
    }

    /**
     * @param directory where definitions are
     * @param system whether its jobs are the whole system's
     */
    List<OtherService> in(Path directory, boolean system) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> definitions = Files.newDirectoryStream(directory, "*.plist")) {
            for (Path file : definitions) {
                if (files.size() < MOST_FILES) {
                    files.add(file);
                }
            }
        } catch (IOException nothingToSee) {
            return List.of();
        }
        return files.stream().sorted().flatMap(file -> judge(file, system).stream()).toList();
    }

    private Optional<OtherService> judge(Path file, boolean system) {
        return PropertyList.read(file).flatMap(plist -> {
            String label = PropertyList.text(plist, "Label").orElse(baseName(file));
            return kind(label, plist, system).map(kind -> found(label, file, kind, system));
        });
    }

    private OtherService found(String label, Path file, Kind kind, boolean system) {
        String target = (system ? "system/" : domain + "/") + label;
        boolean active = launchctl.print(target) instanceof Job.Loaded(Optional<State> state)
                && state.filter(State::active).isPresent();
        String asRoot = system ? "sudo " : "";
        String cleanup = asRoot + "launchctl bootout " + target + "; " + asRoot + "rm '"
                + file.toString().replace("'", "'\\''") + "'";
        return new OtherService(label, file.toString(), kind, active, cleanup);
    }

    private static Optional<Kind> kind(String label, Map<String, Object> plist, boolean system) {
        Map<String, String> variables = PropertyList.textsByName(plist, "EnvironmentVariables");
        if (OLD_LABELS.stream().anyMatch(label::startsWith) || variables.containsKey("CLAWDBOT_SERVICE_MARKER")) {
            return Optional.of(Kind.LEGACY);
        }
        if (RearmJob.KIND.equals(variables.get("OPENCLAW_SERVICE_KIND"))) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(LaunchAgent.command(PropertyList.texts(plist, "ProgramArguments")));
        PropertyList.text(plist, "Program").ifPresent(command::addFirst);
        boolean ours = LaunchAgent.MARK.equals(variables.get(ServicePlan.MARKER));
        if (ours && !system) {
            boolean startable = !command.isEmpty() && Files.isExecutable(Path.of(command.getFirst()));
            return Optional.of(startable ? Kind.PROFILE : Kind.STALE);
        }
        return ours || runsGateway(command) ? Optional.of(Kind.FOREIGN) : Optional.empty();
    }

    private static boolean runsGateway(List<String> command) {
        String line = String.join(" ", command).toLowerCase(Locale.ROOT);
        return line.contains("gateway") && PRODUCTS.stream().anyMatch(line::contains);
    }

    private static String baseName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".plist".length());
    }
}
