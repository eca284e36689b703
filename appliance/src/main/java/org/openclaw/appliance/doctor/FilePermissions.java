package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether this user, and nobody else, can use what the instance keeps. Says nothing where files have no permissions. */
final class FilePermissions implements Check {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final int MOST_BACKUPS = 4;

    @Override
    public String id() {
        return "core/doctor/file-permissions";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Path state = instance.paths().stateDir();
        if (!Files.exists(state)) {
            return List.of(Finding.info("File permissions: nothing to check, " + state + " doesn't exist yet"));
        }
        if (!state.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return List.of();
        }
        List<Path> mine = existing(instance);
        List<String> foreign = foreign(mine, instance.process().user());
        if (!foreign.isEmpty()) {
            return List.of(Finding.error("File permissions: not all files are this user's")
                    .details(foreign)
                    .detail("Give them back: sudo chown -R " + instance.process().user() + " " + state));
        }
        List<Path> open = mine.stream().filter(file -> isOpen(file, file.equals(state))).toList();
        return List.of(open.isEmpty()
                ? Finding.ok("File permissions: for this user alone").fact("looked at: " + mine)
                : Finding.warning("File permissions: other users can use what should be this user's alone")
                        .details(open.stream().map(file -> file + " is " + mode(file)).toList())
                        .fixedBy(new Fix("takes the others' permissions away", () -> close(open))));
    }

    private static List<Path> existing(Instance instance) {
        Path state = instance.paths().stateDir();
        Path config = instance.paths().configFile();
        List<Path> files = new ArrayList<>(List.of(state, config, state.resolve(".env")));
        files.add(config.resolveSibling(config.getFileName() + ".last-good"));
        files.add(config.resolveSibling(config.getFileName() + ".bak"));
        for (int i = 1; i <= MOST_BACKUPS; i++) {
            files.add(config.resolveSibling(config.getFileName() + ".bak." + i));
        }
        files.add(state.resolve("identity"));
        files.add(state.resolve("identity").resolve("device.json"));
        files.add(state.resolve("identity").resolve("device-tokens.json"));
        files.add(instance.paths().database().getParent());
        files.add(instance.paths().database());
        files.add(instance.paths().runDir());
        return files.stream().filter(Files::exists).distinct().toList();
    }

    // Root may own files that a service of the whole system is only to read.
    private static List<String> foreign(List<Path> files, String user) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            try {
                String owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
                boolean usable = Files.isReadable(file) && Files.isWritable(file);
                if (!usable && !user.equals("root")) {
                    found.add(file + " belongs to " + owner + " and this user (" + user + ") can't change it");
                }
            } catch (IOException e) {
                found.add(file + " can't be looked at");
            }
        }
        return found;
    }

    // What lies inside the state directory is out of reach once that is closed; nobody else may ever write to it.
    private static boolean isOpen(Path file, boolean isState) {
        try {
            Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
            mode.addAll(Files.getPosixFilePermissions(file));
            mode.retainAll(Files.isDirectory(file) && !isState ? WRITE : OTHERS);
            return !mode.isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String close(List<Path> files) throws FixException {
        for (Path file : files) {
            try {
                Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(file));
                mode.removeAll(OTHERS);
                Files.setPosixFilePermissions(file, mode);
            } catch (IOException | IllegalArgumentException e) {
                throw new FixException("The permissions of " + file + " can't be changed: chmod go= " + file);
            }
        }
        return "Only this user can use them now: "
                + String.join(", ", files.stream().map(Path::toString).toList());
    }
}
