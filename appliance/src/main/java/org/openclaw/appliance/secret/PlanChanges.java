package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/** What a plan changes beside the configuration: the new content of each file, thought through before any is written. */
final class PlanChanges {

    private final Plan plan;
    private final StatePaths paths;
    private final Set<String> moved = new TreeSet<>();
    private final Map<Path, String> profiles = new LinkedHashMap<>();
    private final Map<Path, String> environment = new LinkedHashMap<>();

    private PlanChanges(Plan plan, StatePaths paths) {
        this.plan = plan;
        this.paths = paths;
    }

    /**
     * @param before the file's own tree as it is
     * @param after as it will be
     */
    static PlanChanges of(Plan plan, StatePaths paths, JsonNode before, JsonNode after) throws IOException, PlanException {
        PlanChanges changes = new PlanChanges(plan, paths);
        changes.collectMoved(before);
        changes.collectProfiles();
        if (plan.scrubEnv()) {
            changes.collectEnvironment(after);
        }
        return changes;
    }

    /** Files with auth profiles, and their new texts. */
    Map<Path, String> profiles() {
        return profiles;
    }

    /** {@code .env} files, and their new texts. */
    Map<Path, String> environment() {
        return environment;
    }

    private void collectMoved(JsonNode before) {
        for (Plan.Target target : plan.targets()) {
            JsonNode old = KeyPath.resolve(before, target.keys());
            if (target.agent().isEmpty() && old.isTextual() && SecretRef.written(old).isEmpty() && !old.textValue().isBlank()) {
                moved.add(old.textValue());
            }
        }
    }

    private void collectProfiles() throws IOException, PlanException {
        Map<Path, ObjectNode> trees = new LinkedHashMap<>();
        for (Plan.Target target : plan.targets()) {
            if (target.agent().isPresent()) {
                refer(tree(trees, AuthProfiles.fileOf(paths.stateDir(), target.agent().get())), target);
            }
        }
        if (plan.scrubProfiles()) {
            for (Path file : profileFiles()) {
                scrub(tree(trees, file));
            }
        }
        for (Map.Entry<Path, ObjectNode> entry : trees.entrySet()) {
            String text = Json.pretty(entry.getValue()) + "\n";
            boolean same = Files.exists(entry.getKey())
                    && Json.parse(Files.readString(entry.getKey())).equals(entry.getValue());
            if (!same) {
                profiles.put(entry.getKey(), text);
            }
        }
    }

    private static ObjectNode tree(Map<Path, ObjectNode> trees, Path file) throws IOException {
        ObjectNode known = trees.get(file);
        if (known == null) {
            known = AuthProfiles.read(file).orElseGet(() -> Json.object().put("version", 1));
            trees.put(file, known);
        }
        return known;
    }

    private void refer(ObjectNode tree, Plan.Target target) throws PlanException {
        ObjectNode list = tree.withObjectProperty("profiles");
        String id = target.keys().get(1);
        AuthProfiles.Type type = AuthProfiles.Type.ofField(target.keys().getLast()).orElseThrow();
        boolean known = list.path(id).isObject();
        if (!known && target.profileProvider().isEmpty()) {
            throw new PlanException("Cannot apply secrets plan: there is no auth profile " + id + " of agent "
                    + target.agent().orElseThrow() + "; a new one needs authProfileProvider");
        }
        ObjectNode profile = list.withObjectProperty(id);
        if (!profile.path("type").asText(type.wireName()).equals(type.wireName())) {
            throw new PlanException("Cannot apply secrets plan: the auth profile " + id + " is of type "
                    + profile.path("type").asText() + ", not " + type.wireName());
        }
        profile.put("type", type.wireName());
        if (!target.profileProvider().isEmpty()) {
            profile.put("provider", target.profileProvider());
        }
        remember(profile.remove(type.field()));
        profile.set(type.refField(), target.ref().json());
    }

    private void remember(JsonNode plain) {
        if (plain != null && plain.isTextual() && !plain.textValue().isBlank()) {
            moved.add(plain.textValue());
        }
    }

    /** Removes plain text from profiles of the model providers whose keys the plan sets. */
    private void scrub(ObjectNode tree) {
        Set<String> providers = new TreeSet<>();
        for (Plan.Target target : plan.targets()) {
            if (target.agent().isEmpty() && Owner.of(target.keys()).kind().equals("provider")) {
                providers.add(target.keys().get(2));
            }
        }
        for (JsonNode node : tree.path("profiles")) {
            if (node instanceof ObjectNode profile && providers.contains(profile.path("provider").asText())) {
                for (AuthProfiles.Type type : AuthProfiles.Type.values()) {
                    remember(profile.remove(type.field()));
                }
            }
        }
    }

    private List<Path> profileFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        Path agents = paths.stateDir().resolve("agents");
        if (Files.isDirectory(agents)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(agents)) {
                for (Path agent : each) {
                    Path file = AuthProfiles.fileOf(paths.stateDir(), agent.getFileName().toString());
                    if (Files.isRegularFile(file)) {
                        files.add(file);
                    }
                }
            }
        }
        return files;
    }

    private void collectEnvironment(JsonNode after) throws IOException {
        Set<String> inUse = new TreeSet<>();
        References.written(after).values().forEach(ref -> {
            if (ref.source() == SecretRef.Source.ENV) {
                inUse.add(ref.id());
            }
        });
        plan.targets().forEach(target -> {
            if (target.ref().source() == SecretRef.Source.ENV) {
                inUse.add(target.ref().id());
            }
        });
        for (Path file : EnvFiles.of(paths)) {
            String text = Files.readString(file);
            String scrubbed = EnvFiles.without(text, moved, inUse);
            if (!scrubbed.equals(text)) {
                environment.put(file, scrubbed);
            }
        }
    }

    /** Removes copies of the configuration that still hold what has moved. @return how many */
    int dropOldCopies() throws IOException {
        Path config = paths.configFile().toAbsolutePath();
        String prefix = config.getFileName() + ".";
        int dropped = 0;
        try (DirectoryStream<Path> neighbours = Files.newDirectoryStream(config.getParent(), path -> {
            String name = path.getFileName().toString();
            return name.startsWith(prefix + "bak") || name.equals(prefix + "last-good");
        })) {
            for (Path copy : neighbours) {
                String text = Files.readString(copy);
                if (moved.stream().anyMatch(value -> holds(text, value))) {
                    Files.delete(copy);
                    dropped++;
                }
            }
        }
        return dropped;
    }

    private static boolean holds(String text, String value) {
        String quoted = Json.text(value);
        return text.contains(quoted) || text.contains("'" + value + "'");
    }

    static void write(Path file, String text) throws IOException {
        PrivateFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
