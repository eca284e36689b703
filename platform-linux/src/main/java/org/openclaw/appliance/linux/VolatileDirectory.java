package org.openclaw.appliance.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A directory of this user's alone on a file system in memory: under the user's run-time directory, or in shared memory. */
final class VolatileDirectory {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private final Path root;
    private final Map<String, String> environment;

    VolatileDirectory(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    /** Makes it where need be. Empty where there is no place, or one that somebody else has prepared. */
    Optional<Path> get() {
        try {
            Object user = owner(root.resolve("proc/self"));
            List<Path> candidates = new ArrayList<>();
            String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
            if (runtime.startsWith("/")) {
                candidates.add(Path.of(runtime).resolve("openclaw"));
            }
            candidates.add(root.resolve("run/user/" + user + "/openclaw"));
            candidates.add(root.resolve("dev/shm/openclaw-" + user));
            return candidates.stream().filter(candidate -> isOurs(candidate, user)).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isOurs(Path directory, Object user) {
        try {
            Path parent = directory.getParent();
            if (!Files.isWritable(parent) || !IN_MEMORY.contains(Files.getFileStore(parent).type())) {
                return false;
            }
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && owner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)
                    && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE);
        } catch (IOException e) {
            return false;
        }
    }

    private static Object owner(Path path, LinkOption... options) throws IOException {
        return Files.getAttribute(path, "unix:uid", options);
    }
}
