package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where units are looked for, in the order in which one hides the next (systemd.unit(5) "Unit File Load Path"). */
final class UnitDirectories {

    private static final int MOST_FILES = 4000;

    private final Path root;
    private final Path home;

    UnitDirectories(Path root, Path home) {
        this.root = root;
        this.home = home;
    }

    /** Where definitions of this product are written. */
    Path own(Manager manager) {
        return manager == Manager.USER ? home.resolve(".config/systemd/user") : root.resolve("etc/systemd/system");
    }

    /** All of them; the first is this product's own. */
    List<Path> searched(Manager manager) {
        if (manager == Manager.SYSTEM) {
            return Stream.of("etc", "run", "usr/local/lib", "usr/lib", "lib")
                    .map(path -> root.resolve(path).resolve("systemd/system"))
                    .toList();
        }
        List<Path> directories = new ArrayList<>(List.of(own(manager), home.resolve(".local/share/systemd/user")));
        Stream.of("etc", "run", "usr/local/lib", "usr/lib")
                .map(path -> root.resolve(path).resolve("systemd/user"))
                .forEach(directories::add);
        return directories;
    }

    /** The file that defines a unit; empty where there is none. */
    Optional<Path> file(Manager manager, String unit) {
        return searched(manager).stream().map(path -> path.resolve(unit)).filter(Files::isRegularFile).findFirst();
    }

    /** The unit's drop-ins, ordered by their names wherever they are; one in an earlier directory hides later ones. */
    List<Path> dropIns(Manager manager, String unit) {
        TreeMap<String, Path> found = new TreeMap<>();
        for (Path directory : searched(manager)) {
            for (Path file : list(directory.resolve(unit + ".d"), "*.conf")) {
                found.putIfAbsent(file.getFileName().toString(), file);
            }
        }
        return List.copyOf(found.values());
    }

    /** Whether the unit is linked into a target, that is, starts with the machine or the user's manager. */
    boolean isEnabled(Manager manager, String unit) {
        return list(own(manager), "*.wants").stream()
                .anyMatch(wants -> Files.isSymbolicLink(wants.resolve(unit)));
    }

    /** Links that make a unit start or give it another name. */
    List<Path> links(Manager manager, String unit) {
        List<Path> links = new ArrayList<>();
        list(own(manager), "*.wants").stream().map(wants -> wants.resolve(unit)).forEach(links::add);
        list(own(manager), "*.service").stream().filter(file -> isLinkTo(file, unit)).forEach(links::add);
        return links.stream().filter(Files::isSymbolicLink).toList();
    }

    static boolean isLinkTo(Path file, String unit) {
        try {
            return Files.isSymbolicLink(file)
                    && Files.readSymbolicLink(file).getFileName().toString().equals(unit);
        } catch (IOException e) {
            return false;
        }
    }

    /** The files of a directory that match, by name, at most {@value #MOST_FILES}; none where it can't be read. */
    static List<Path> list(Path directory, String pattern) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
            for (Path entry : entries) {
                if (files.size() == MOST_FILES) {
                    break;
                }
                files.add(entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return files.stream().sorted().toList();
    }
}
