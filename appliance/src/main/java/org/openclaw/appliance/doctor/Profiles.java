package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;

/** Whether the profiles of this user get in each other's way. */
final class Profiles implements Check {

    private static final String BASE = ".openclaw";
    private static final int MOST = 32;
    private static final List<String> ACCOUNTS = List.of("channels.telegram.botToken", "channels.discord.token");

    /** @param words what goes between {@code openclaw} and a command */
    private record Profile(String name, String words, Instance instance) {}

    @Override
    public String id() {
        return "core/doctor/profiles";
    }

    @Override
    public List<Finding> run(Instance instance) {
        List<Profile> profiles = new ArrayList<>();
        for (Optional<String> name : names(instance.process().home())) {
            profile(name, instance).ifPresent(profiles::add);
        }
        if (profiles.size() < 2) {
            return List.of();
        }
        List<Finding> clashes = new ArrayList<>();
        clash("port", profiles, Profiles::port, clashes);
        clash("configuration file", profiles, known -> Optional.of(known.paths().configFile().toString()), clashes);
        clash("state directory", profiles, known -> Optional.of(known.paths().stateDir().toString()), clashes);
        clash("workspace", profiles, Profiles::workspace, clashes);
        ACCOUNTS.forEach(key -> clash("value of " + key, profiles, known -> known.text(key), clashes));
        return clashes.isEmpty()
                ? List.of(Finding.ok("Profiles: " + profiles.size() + ", each with a port, state and workspace of its own")
                        .fact("profiles: " + String.join(", ", profiles.stream().map(Profile::name).toList())))
                : clashes;
    }

    private static Optional<String> port(Instance profile) {
        return Optional.of(Integer.toString(profile.port().number()));
    }

    private static Optional<String> workspace(Instance profile) {
        return Optional.of(profile.text("agents.defaults.workspace")
                .map(profile.environment()::path)
                .orElse(profile.paths().workspace())
                .toString());
    }

    private static List<Optional<String>> names(Path home) {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(home, BASE + "*")) {
            for (Path directory : directories) {
                String suffix = directory.getFileName().toString().substring(BASE.length());
                if (names.size() < MOST && (suffix.isEmpty() || suffix.startsWith("-")) && isInstance(directory)) {
                    names.add(suffix);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return names.stream()
                .map(suffix -> suffix.isEmpty() ? Optional.<String>empty() : Optional.of(suffix.substring(1)))
                .toList();
    }

    private static boolean isInstance(Path directory) {
        return Files.isRegularFile(directory.resolve("openclaw.json"));
    }

    // This shell's variables are meant for one profile, and nobody knows which.
    private static Optional<Profile> profile(Optional<String> name, Instance instance) {
        Environment mine = instance.process();
        Environment bare = new Environment(Map.of(), mine.workingDirectory(), mine.home(), mine.user());
        try {
            StatePaths paths = StatePaths.of(bare, name, false);
            Instance other = Instance.of(bare, paths, instance.platform(), instance.door(), instance.clock(), false);
            String words = name.map(known -> "--profile " + known + " ").orElse("");
            return other.isRemote()
                    ? Optional.empty()
                    : Optional.of(new Profile(name.orElse("default"), words, other));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What must differ between profiles. */
    private interface Value {
        Optional<String> of(Instance instance);
    }

    private static void clash(String what, List<Profile> profiles, Value value, List<Finding> clashes) {
        Map<String, List<Profile>> users = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            value.of(profile.instance()).ifPresent(known ->
                    users.computeIfAbsent(known, unused -> new ArrayList<>()).add(profile));
        }
        users.forEach((shared, sharers) -> {
            if (sharers.size() > 1) {
                clashes.add(finding(what, shared, sharers));
            }
        });
    }

    private static Finding finding(String what, String shared, List<Profile> sharers) {
        String names = String.join(" and ", sharers.stream().map(Profile::name).toList());
        String last = sharers.getLast().words();
        // Of a bot's token only that it is the same.
        String shown = what.startsWith("value of ") ? what : what + " " + shared;
        Finding finding = Finding.warning("Profiles: " + names + " share the " + shown);
        return switch (what) {
            case "port" -> finding.at("gateway.port").detail("Only one of them can run. Give the other another port: "
                    + "`openclaw " + last + "config set gateway.port " + (Integer.parseInt(shared) + 20) + "`.");
            case "workspace" -> finding.at("agents.defaults.workspace").detail("Their agents overwrite each other's files. "
                    + "`openclaw " + last + "config set agents.defaults.workspace <directory>` gives one its own.");
            case "configuration file", "state directory" ->
                finding.detail("Only one gateway can run on it. Is one a link to the other?");
            default -> finding.detail("Only one gateway can receive that bot's messages.");
        };
    }
}
