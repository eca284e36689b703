package org.openclaw.appliance.setup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.file.PrivateFile;

/**
 * Takes an instance back to its beginning. Deletes nothing: what goes is moved into a directory of its own below
 * {@code backups} of the state directory, by renaming, so it needs no space and is done at once.
 */
public final class Reset {

    /** How far back. Each takes what the one before it does. */
    public enum Scope {
        CONFIG("config"),
        STATE("config+creds+sessions"),
        FULL("full");

        private final String wireName;

        Scope(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Optional<Scope> of(String wireName) {
            return Arrays.stream(values()).filter(scope -> scope.wireName.equals(wireName)).findFirst();
        }
    }

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String BACKUPS = "backups";

    /** What stays whatever the scope: the way back, and what says why earlier runs ended. */
    private static final List<String> STAYS = List.of(BACKUPS, "run", "logs");

    private final StatePaths paths;
    private final Path workspace;
    private final Clock clock;

    /** @param workspace the agents' working directory as configured */
    public Reset(StatePaths paths, Path workspace, Clock clock) {
        this.paths = paths;
        this.workspace = workspace;
        this.clock = clock;
    }

    /** What it would move away, as far as it is there. */
    public List<Path> targets(Scope scope) throws IOException {
        List<Path> targets = new ArrayList<>();
        Path config = paths.configFile();
        add(config, targets);
        add(config.resolveSibling(config.getFileName() + ".last-good"), targets);
        if (scope != Scope.CONFIG && Files.isDirectory(paths.stateDir())) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(paths.stateDir())) {
                for (Path one : all) {
                    String name = one.getFileName().toString();
                    boolean lock = name.endsWith(".lock");
                    if (!STAYS.contains(name) && !lock && !workspace.startsWith(one) && !targets.contains(one)) {
                        targets.add(one);
                    }
                }
            }
        }
        if (scope == Scope.FULL) {
            add(workspace, targets);
        }
        return targets;
    }

    private static void add(Path file, List<Path> targets) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            targets.add(file);
        }
    }

    /** Moves it away. No gateway may be running on it. @return where to; empty where there was nothing */
    public Optional<Path> run(Scope scope) throws IOException {
        List<Path> targets = targets(scope);
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        PrivateFile.createDirectory(paths.stateDir());
        PrivateFile.createDirectory(paths.stateDir().resolve(BACKUPS));
        Path backup = free(paths.stateDir().resolve(BACKUPS), "reset-" + STAMP.format(clock.instant()));
        PrivateFile.createDirectory(backup);
        for (Path target : targets) {
            Files.move(target, free(backup, target.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
        }
        return Optional.of(backup);
    }

    private static Path free(Path directory, String name) {
        Path place = directory.resolve(name);
        for (int i = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); i++) {
            place = directory.resolve(name + "." + i);
        }
        return place;
    }
}
