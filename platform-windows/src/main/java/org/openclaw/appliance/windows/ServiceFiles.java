package org.openclaw.appliance.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

/**
 * What the service's account may do to files: it is LocalService, which may write nowhere by itself. Accounts are named by
 * their SIDs, since their names are translated.
 */
final class ServiceFiles {

    private static final String LOCAL_SERVICE = "*S-1-5-19";
    private static final String SYSTEM = "*S-1-5-18";
    private static final String ADMINISTRATORS = "*S-1-5-32-544";

    private final WindowsTools tools;

    ServiceFiles(WindowsTools tools) {
        this.tools = tools;
    }

    /** Makes the directories the service writes to, and lets it. */
    void openTo(ServicePlan plan) throws ServiceException {
        List<Path> directories = new ArrayList<>(plan.writable());
        directories.add(plan.stateDir());
        for (Path directory : directories) {
            create(directory);
            access(directory, List.of("/grant", LOCAL_SERVICE + ":(OI)(CI)M"));
        }
    }

    /** Writes secret variables where only the system, administrators and the service can read them. */
    void writeSecrets(ServicePlan plan, Path file) throws ServiceException {
        Path directory = file.getParent();
        create(directory);
        // Closed before anything is in it; what is made in it inherits that.
        access(directory, List.of(
                "/inheritance:r", "/grant:r", SYSTEM + ":(OI)(CI)F", ADMINISTRATORS + ":(OI)(CI)F", LOCAL_SERVICE + ":(OI)(CI)R"));
        try {
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(beside, text(plan));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServiceException("the service's secret variables can't be written to " + file + ": " + e.getMessage());
        }
    }

    /** Lines of a {@code .env} file, which the gateway reads itself. */
    static String text(ServicePlan plan) {
        return new TreeMap<>(plan.secretEnvironment())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=\"" + escape(entry.getValue()) + "\"\n")
                        .collect(Collectors.joining());
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static void create(Path directory) throws ServiceException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ServiceException("the directory " + directory + " can't be made: " + e.getMessage());
        }
    }

    private void access(Path path, List<String> words) throws ServiceException {
        List<String> arguments = new ArrayList<>(List.of(path.toString()));
        arguments.addAll(words);
        arguments.add("/Q");
        var status = tools.change("icacls.exe", arguments);
        if (!WindowsTools.isFine(status)) {
            throw new ServiceException("access to " + path + " can't be set (icacls: " + WindowsTools.outcome(status) + ")");
        }
    }
}
