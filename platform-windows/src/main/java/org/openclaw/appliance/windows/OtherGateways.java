package org.openclaw.appliance.windows;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.OtherService.Kind;

/** Finds gateways among services, Scheduled Tasks and Startup items, by their names. */
final class OtherGateways {

    static final String PREFIX = "OpenClawGateway";
    private static final String CURRENT = "openclaw";
    private static final List<String> FORMER = List.of("clawdbot", "moltbot");

    /** The first and the last field of a line in the CSV format: a task's path, and its state in the system's language. */
    private static final Pattern TASK = Pattern.compile("^\"(\\\\[^\"]*)\",.*\"([^\"]*)\"\\s*$");

    private final WindowsTools tools;
    private final ServiceRegistry registry;
    private final Map<String, String> environment;

    OtherGateways(WindowsTools tools, ServiceRegistry registry, Map<String, String> environment) {
        this.tools = tools;
        this.registry = registry;
        this.environment = environment;
    }

    /** @param isActive whether a service runs */
    List<OtherService> services(Predicate<String> isActive) {
        TreeSet<String> names = new TreeSet<>(registry.servicesNamed(CURRENT));
        FORMER.forEach(word -> names.addAll(registry.servicesNamed(word)));
        return names.stream()
                .map(name -> new OtherService(
                        name, ServiceRegistry.SERVICES + "\\" + name, kindOfService(name), isActive.test(name),
                        "sc.exe stop \"" + name + "\" & sc.exe delete \"" + name + "\""))
                .toList();
    }

    List<OtherService> tasks() {
        List<OtherService> found = new ArrayList<>();
        tools.ask("schtasks.exe", "/Query", "/FO", "CSV", "/NH").ifPresent(output -> output.text().lines().forEach(line -> {
            Matcher task = TASK.matcher(line);
            if (task.matches()) {
                String name = task.group(1);
                kind(name).ifPresent(kind -> found.add(new OtherService(
                        name, "Task Scheduler", kind, task.group(2).equals("Running"),
                        "schtasks.exe /End /TN \"" + name + "\" & schtasks.exe /Delete /F /TN \"" + name + "\"")));
            }
        }));
        return found;
    }

    List<OtherService> startupItems() {
        List<OtherService> found = new ArrayList<>();
        for (String root : List.of("APPDATA", "ProgramData")) {
            String directory = environment.get(root);
            if (directory != null) {
                found.addAll(startupItems(Path.of(directory, "Microsoft", "Windows", "Start Menu", "Programs", "Startup")));
            }
        }
        return found;
    }

    private static List<OtherService> startupItems(Path directory) {
        List<OtherService> found = new ArrayList<>();
        try (DirectoryStream<Path> items = Files.newDirectoryStream(directory)) {
            for (Path item : items) {
                String name = item.getFileName().toString();
                kind(name).ifPresent(kind -> found.add(
                        new OtherService(name, item.toString(), kind, false, "del \"" + item + "\"")));
            }
        } catch (IOException nothingToSee) {
            return List.of();
        }
        found.sort(Comparator.comparing(OtherService::name));
        return found;
    }

    private Kind kindOfService(String name) {
        if (!name.startsWith(PREFIX)) {
            return kind(name).orElse(Kind.FOREIGN);
        }
        Optional<Path> program = registry.service(name).map(values -> ImagePath.program(values.getOrDefault("ImagePath", "")));
        return program.filter(Files::exists).isPresent() ? Kind.PROFILE : Kind.STALE;
    }

    /** Tasks and Startup items under today's name are the other program's: this one is a service. */
    private static Optional<Kind> kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (FORMER.stream().anyMatch(lower::contains)) {
            return Optional.of(Kind.LEGACY);
        }
        return lower.contains(CURRENT) && lower.contains("gateway") ? Optional.of(Kind.FOREIGN) : Optional.empty();
    }
}
