package org.openclaw.appliance.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.Pause;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

/** Registers the gateway with the service control manager, through procrun, and removes it again. */
final class ProcrunInstaller {

    private static final Duration VANISHING = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(500);

    private static final Pattern UNWRITABLE = Pattern.compile("[\"\\x00-\\x1f]");

    private final WindowsTools tools;
    private final ServiceRegistry registry;
    private final ServiceSettings settings;
    private final ServiceFiles files;
    private final Pause pause;

    ProcrunInstaller(WindowsTools tools, ServiceRegistry registry, ServiceSettings settings, Pause pause) {
        this.tools = tools;
        this.registry = registry;
        this.settings = settings;
        this.files = new ServiceFiles(tools);
        this.pause = pause;
    }

    Optional<String> obstacle() {
        return settings.mayManageServices()
                ? Optional.empty()
                : Optional.of("Windows lets only administrators manage services: open a terminal with \"Run as administrator\" "
                        + "and run the command there; without that right the gateway can start when you log in: press Win+R, "
                        + "enter shell:startup, and put a shortcut to `openclaw gateway run` into that folder");
    }

    void install(ServicePlan plan, String service, Consumer<String> steps) throws ServiceException {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw new ServiceException(obstacle.get());
        }
        ProcrunService wanted = ProcrunService.of(plan, service);
        refuseUnwritable(wanted);
        requireParts(wanted);
        files.openTo(plan);
        if (!plan.secretEnvironment().isEmpty()) {
            Path secrets = ProcrunService.environmentFile(plan, service);
            files.writeSecrets(plan, secrets);
            steps.accept("wrote " + secrets + " (for administrators and the service only)");
        }
        register(wanted, plan.stateDir(), steps);
        settings.restartAfterFailure(service).ifPresentOrElse(
                reason -> steps.accept("Windows will not start the service again when it fails (" + reason + "); set that in the "
                        + "Services window, " + service + ", Recovery"),
                () -> steps.accept("Windows starts it again 5, 30 and 60 seconds after a failure"));
    }

    private void register(ProcrunService wanted, Path stateDir, Consumer<String> steps) throws ServiceException {
        String service = wanted.service();
        Optional<Map<String, String>> registered = registry.service(service);
        boolean exists = registered.isPresent();
        Path before = stateDir.resolve("service").resolve(service + ".reg");
        boolean saved = exists && createDirectory(before) && registry.save(service, before.toString());
        OptionalInt status = tools.change(wanted.prunsrv().toString(), wanted.arguments(exists));
        if (WindowsTools.isFine(status)) {
            registered.ifPresent(values -> follow(wanted, values, steps));
            steps.accept((exists ? "changed" : "installed") + " the service " + service);
            deleteQuietly(before);
            return;
        }
        String restored = "";
        if (saved && registry.load(before.toString())) {
            restored = "; the earlier settings are back";
            deleteQuietly(before);
        } else if (!exists) {
            tools.change("sc.exe", "delete", service);
            registry.deleteParameters(service);
        }
        throw new ServiceException("procrun could not register the service " + service + " (" + WindowsTools.outcome(status)
                + ")" + restored + "; its reason is in the newest commons-daemon or service log in " + stateDir.resolve("logs"));
    }

    /** A distribution in another directory brings a prunsrv of its own, which //US does not make the service's program. */
    private void follow(ProcrunService wanted, Map<String, String> values, Consumer<String> steps) {
        Path program = ImagePath.program(values.getOrDefault("ImagePath", ""));
        if (!program.equals(wanted.prunsrv())) {
            settings.startWith(wanted.service(), ImagePath.of(wanted.prunsrv(), wanted.service()))
                    .ifPresent(reason -> steps.accept("the service still runs " + program + " (" + reason + "); uninstall it and "
                            + "install it again"));
        }
    }

    /** @param values the service's own key */
    void uninstall(String service, Map<String, String> values, Consumer<String> steps)
            throws ServiceException, InterruptedException {
        Optional<Path> secrets = registry.parameters(service)
                .map(parameters -> parameters.getOrDefault("Environment", List.of()))
                .flatMap(ProcrunInstaller::environmentFile);
        Path prunsrv = ImagePath.program(values.getOrDefault("ImagePath", ""));
        OptionalInt status = Files.isRegularFile(prunsrv)
                ? tools.change(prunsrv.toString(), "//DS//" + service)
                : OptionalInt.empty();
        if (!WindowsTools.isFine(status)) {
            status = tools.change("sc.exe", "delete", service);
            registry.deleteParameters(service);
        }
        boolean accepted = WindowsTools.isFine(status)
                || status.isPresent() && List.of(WindowsTools.MARKED_FOR_DELETE, WindowsTools.NO_SUCH_SERVICE)
                        .contains(status.getAsInt());
        if (!accepted) {
            throw new ServiceException("the service " + service + " can't be removed (" + WindowsTools.outcome(status) + ")");
        }
        if (!pause.until(() -> registry.service(service).isEmpty(), VANISHING, STEP)) {
            throw new ServiceException("Windows keeps the service " + service + " until every program that looks at it is "
                    + "closed; close the Services window and Task Manager, or restart the machine");
        }
        secrets.ifPresent(ProcrunInstaller::deleteQuietly);
        steps.accept("removed the service " + service);
    }

    private static void requireParts(ProcrunService wanted) throws ServiceException {
        for (Path part : List.of(wanted.prunsrv(), ProcrunService.jvm(wanted.home()))) {
            if (!Files.isRegularFile(part)) {
                throw new ServiceException("a Windows service needs " + part + ", which is not there; install the Windows "
                        + "distribution of OpenClaw");
            }
        }
    }

    /** procrun writes lists with separators that can be quoted, but not quotes. */
    private static void refuseUnwritable(ProcrunService wanted) throws ServiceException {
        boolean unwritable = wanted.settings().values().stream()
                .anyMatch(setting -> setting.value().stream()
                        .anyMatch(value -> UNWRITABLE.matcher(value).find() || setting.isList() && value.contains("'")));
        if (unwritable) {
            throw new ServiceException("a path, argument or variable of the service holds a quote or a line break, which its "
                    + "definition can't; remove it and install again");
        }
    }

    private static Optional<Path> environmentFile(List<String> assignments) {
        String prefix = ProcrunService.ENVIRONMENT_FILE + "=";
        return assignments.stream()
                .filter(assignment -> assignment.startsWith(prefix))
                .map(assignment -> Path.of(assignment.substring(prefix.length())))
                .findFirst();
    }

    private static boolean createDirectory(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftBehind) {
            // A small file that says nothing any more.
        }
    }
}
