package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.protocol.Json;

/**
 * Which secrets move where: references for keys of the configuration and for auth profiles, and the providers they need.
 * Checked as a whole before anything is done.
 *
 * @param scrubEnv whether values that have moved are removed from {@code .env}
 * @param scrubProfiles whether plain text is removed from auth profiles of the providers concerned
 */
record Plan(
        List<Target> targets,
        Map<String, ObjectNode> providerUpserts,
        Set<String> providerDeletes,
        boolean scrubEnv,
        boolean scrubProfiles) {

    private static final Set<String> FORBIDDEN = Set.of("__proto__", "prototype", "constructor");
    private static final String PROFILES = "auth-profiles.";

    /**
     * One secret.
     *
     * @param keys of the configuration, or {@code profiles}, the profile's id and {@code key} or {@code token}
     * @param agent whose auth profile it is; empty for a key of the configuration
     * @param profileProvider the model provider of a profile that doesn't exist yet; may be empty
     */
    record Target(String type, List<String> keys, SecretRef ref, Optional<String> agent, String profileProvider) {

        String path() {
            return String.join(".", keys);
        }

        /** The same target as the plan has it. */
        ObjectNode json() {
            ObjectNode json = Json.object().put("type", type).put("path", path());
            json.set("pathSegments", Json.tree(keys));
            agent.ifPresent(id -> json.put("agentId", id));
            if (!profileProvider.isEmpty()) {
                json.put("authProfileProvider", profileProvider);
            }
            json.set("ref", ref.json());
            return json;
        }
    }

    /** @throws PlanException when it isn't a plan, or a target isn't a place for a secret */
    static Plan of(JsonNode root) throws PlanException {
        if (!root.isObject() || root.path("version").asInt() != 1 || root.path("protocolVersion").asInt() != 1
                || !root.path("targets").isArray()) {
            throw new PlanException("Invalid secrets plan: it needs version 1, protocolVersion 1 and a list of targets.");
        }
        TargetShapes shapes = TargetShapes.load();
        List<Target> targets = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (JsonNode node : root.path("targets")) {
            Target target = target(node, shapes);
            if (!seen.add(target.agent().orElse("") + " " + target.path())) {
                throw new PlanException("Invalid secrets plan: two targets for " + target.path());
            }
            targets.add(target);
        }
        Set<String> deletes = new TreeSet<>();
        for (JsonNode alias : root.path("providerDeletes")) {
            deletes.add(alias(alias.asText()));
        }
        Map<String, ObjectNode> upserts = upserts(root.path("providerUpserts"), deletes);
        JsonNode options = root.path("options");
        return new Plan(
                List.copyOf(targets), upserts, deletes,
                options.path("scrubEnv").asBoolean(root.path("scrubEnv").asBoolean(true)),
                options.path("scrubAuthProfilesForProviderTargets")
                        .asBoolean(root.path("scrubAuthProfilesForProviderTargets").asBoolean(true)));
    }

    /** As a file has it. */
    ObjectNode json() {
        ObjectNode root = Json.object().put("version", 1).put("protocolVersion", 1);
        ArrayNode list = root.putArray("targets");
        targets.forEach(target -> list.add(target.json()));
        if (!providerUpserts.isEmpty()) {
            ObjectNode upserts = root.putObject("providerUpserts");
            providerUpserts.forEach(upserts::set);
        }
        if (!providerDeletes.isEmpty()) {
            root.set("providerDeletes", Json.tree(providerDeletes));
        }
        root.putObject("options")
                .put("scrubEnv", scrubEnv)
                .put("scrubAuthProfilesForProviderTargets", scrubProfiles)
                .put("scrubLegacyAuthJson", false);
        return root;
    }

    /** Whether a program would have to be run. */
    boolean needsPrograms() {
        return targets.stream().anyMatch(target -> target.ref().source() == SecretRef.Source.EXEC)
                || providerUpserts.values().stream().anyMatch(definition -> definition.path("source").asText().equals("exec"));
    }

    private static Map<String, ObjectNode> upserts(JsonNode node, Set<String> deletes) throws PlanException {
        Map<String, ObjectNode> upserts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (deletes.contains(alias(entry.getKey()))) {
                throw new PlanException("Invalid secrets plan: the provider " + entry.getKey() + " is both added and removed.");
            }
            if (!(entry.getValue() instanceof ObjectNode definition)) {
                throw new PlanException("Invalid secrets plan: the provider " + entry.getKey() + " must be an object.");
            }
            upserts.put(entry.getKey(), definition);
        }
        return upserts;
    }

    private static String alias(String alias) throws PlanException {
        if (!SecretRef.isAlias(alias)) {
            throw new PlanException("Invalid secrets plan: a provider's alias must match ^[a-z][a-z0-9_-]{0,63}$.");
        }
        return alias;
    }

    private static Target target(JsonNode node, TargetShapes shapes) throws PlanException {
        String type = node.path("type").asText("");
        String path = node.path("path").asText("").strip();
        List<String> keys = keys(node, path).orElseThrow(() -> refusal(type, path));
        boolean sound = !path.isEmpty() && keys.stream().noneMatch(key -> key.isEmpty() || FORBIDDEN.contains(key));
        if (!sound || !(type.startsWith(PROFILES) ? isProfile(type, keys) : isKey(type, keys, node, shapes))) {
            throw refusal(type, path);
        }
        Optional<String> agent = agent(node);
        if (type.startsWith(PROFILES) && agent.isEmpty()) {
            throw new PlanException(refusal(type, path).getMessage() + " (an auth profile's target needs an agentId)");
        }
        Target target = new Target(
                type, keys, ref(node.path("ref"), path), type.startsWith(PROFILES) ? agent : Optional.empty(),
                node.path("authProfileProvider").asText(""));
        return target;
    }

    private static PlanException refusal(String type, String path) {
        return new PlanException("Invalid plan target path for " + shown(type) + ": " + shown(path));
    }

    // A plan is somebody else's file: what is said of it must not rule the terminal or fill it.
    private static String shown(String text) {
        String printable = text.codePoints()
                .limit(200)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printable.isEmpty() ? "(none)" : printable;
    }

    /** The keys of a path; empty when its segments and its text don't say the same. */
    private static Optional<List<String>> keys(JsonNode node, String path) {
        JsonNode segments = node.path("pathSegments");
        if (segments.isMissingNode() || segments.isNull()) {
            return Optional.of(List.of(path.split("\\.", -1)));
        }
        List<String> keys = new ArrayList<>();
        for (JsonNode segment : segments) {
            if (!segment.isTextual()) {
                return Optional.empty();
            }
            keys.add(segment.textValue());
        }
        return segments.isArray() && String.join(".", keys).equals(path) ? Optional.of(List.copyOf(keys)) : Optional.empty();
    }

    private static boolean isKey(String type, List<String> keys, JsonNode node, TargetShapes shapes) {
        Optional<TargetShapes.Shape> shape = shapes.of(type, keys);
        return shape.isPresent()
                && agrees(node.path("providerId"), shape.get().starWithin("providers", keys))
                && agrees(node.path("accountId"), shape.get().starWithin("accounts", keys));
    }

    private static boolean agrees(JsonNode said, Optional<String> inPath) {
        return said.isMissingNode() || said.isNull() || inPath.equals(Optional.of(said.asText()));
    }

    private static boolean isProfile(String type, List<String> keys) {
        if (keys.size() != 3 || !keys.getFirst().equals("profiles")) {
            return false;
        }
        return AuthProfiles.Type.ofField(keys.getLast())
                .filter(kind -> type.equals(PROFILES + kind.wireName() + "." + kind.field()))
                .isPresent();
    }

    private static Optional<String> agent(JsonNode node) {
        String id = node.path("agentId").asText("");
        return id.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}") ? Optional.of(id) : Optional.empty();
    }

    private static SecretRef ref(JsonNode node, String path) throws PlanException {
        if (!SecretRef.isReference(node)) {
            throw new PlanException("Invalid secrets plan: the target " + shown(path)
                    + " needs a ref with source (env, file, exec or store), provider and id.");
        }
        SecretRef ref = SecretRef.of(node).orElseThrow();
        Optional<String> fault = ref.fault();
        if (fault.isPresent()) {
            throw new PlanException("Invalid secrets plan: the target " + shown(path) + ": " + fault.get());
        }
        return ref;
    }
}
