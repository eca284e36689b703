package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;

/** Puts a plan together, step by step, for one instance. Used by one thread; changes nothing before {@link #apply}. */
public final class PlanBuilder {

    private final SecretStore store;
    private final PlanApply apply;
    private final JsonNode tree;
    private final Providers providers;
    private final TargetShapes shapes = TargetShapes.load();
    private final Map<String, ObjectNode> upserts = new LinkedHashMap<>();
    private final List<String> deletes = new ArrayList<>();
    private final Map<String, ObjectNode> targets = new LinkedHashMap<>();
    private final Map<String, String> moves = new TreeMap<>();

    /** @throws IOException with a sentence, when the configuration can't be read or is invalid */
    public PlanBuilder(StatePaths paths, Environment environment, Clock clock) throws IOException {
        this.store = new SecretStore(paths, clock);
        this.apply = new PlanApply(paths, environment, clock);
        Reading reading = new ConfigFile(paths, environment).read();
        if (!(reading.result() instanceof LoadResult.Loaded loaded)) {
            throw new IOException("the configuration " + paths.configFile() + " is missing or invalid; "
                    + "`openclaw config validate` says where");
        }
        this.tree = reading.tree();
        this.providers = new Providers(new Config(tree, ""), loaded.environment(), store);
    }

    /** A key of the configuration where a reference can stand. @param state {@code plain text}, {@code reference} or {@code unset} */
    public record Candidate(String path, String state) {}

    /** Keys that hold a secret, and the key of each model provider that has none. */
    public List<Candidate> candidates() {
        Map<String, String> found = new LinkedHashMap<>();
        collect(tree, List.of(), found);
        tree.path("models").path("providers").fieldNames().forEachRemaining(id ->
                found.putIfAbsent(KeyPath.text(List.of("models", "providers", id, "apiKey")), "unset"));
        List<Candidate> candidates = new ArrayList<>();
        found.forEach((path, state) -> candidates.add(new Candidate(path, state)));
        return candidates;
    }

    private void collect(JsonNode node, List<String> keys, Map<String, String> found) {
        boolean reference = SecretRef.isReference(node);
        if (reference || node.isTextual()) {
            if (shapes.of(keys).isPresent()) {
                found.put(KeyPath.text(keys), reference || SecretRef.written(node).isPresent() ? "reference" : "plain text");
            }
            return;
        }
        node.properties().forEach(entry -> collect(entry.getValue(), References.append(keys, entry.getKey()), found));
    }

    /** The providers there are, and their sources. */
    public Map<String, String> providers() {
        Map<String, String> known = new TreeMap<>();
        tree.path("secrets").path("providers").properties()
                .forEach(entry -> known.put(entry.getKey(), entry.getValue().path("source").asText()));
        upserts.forEach((alias, definition) -> known.put(alias, definition.path("source").asText()));
        deletes.forEach(known::remove);
        return known;
    }

    /** The alias that references of a source use unless another is named. */
    public String defaultProvider(SecretRef.Source source) {
        return providers.defaultOf(source);
    }

    /** Adds or replaces a provider. @param definition JSON5 of an entry of {@code secrets.providers} */
    public void provider(String alias, String definition) throws PlanException {
        try {
            if (Json5.parse(definition) instanceof ObjectNode object) {
                provider(alias, object);
                return;
            }
        } catch (Json5Exception e) {
            throw new PlanException("the definition of the provider " + alias + " is no JSON5: " + e.getMessage());
        }
        throw new PlanException("the definition of the provider " + alias + " must be an object");
    }

    public void provider(String alias, ObjectNode definition) throws PlanException {
        if (!SecretRef.isAlias(alias)) {
            throw new PlanException("a provider's alias must match ^[a-z][a-z0-9_-]{0,63}$");
        }
        deletes.remove(alias);
        upserts.put(alias, definition);
    }

    public void removeProvider(String alias) throws PlanException {
        if (!providers().containsKey(alias)) {
            throw new PlanException("there is no provider " + alias);
        }
        upserts.remove(alias);
        deletes.add(alias);
    }

    /** Lets a key refer to a secret. @param path dotted */
    public void refer(String path, SecretRef ref) throws PlanException {
        List<String> keys = keys(path);
        TargetShapes.Shape shape = shapes.of(keys)
                .orElseThrow(() -> new PlanException(path + " is no key for a secret that may be referred to"));
        requireSound(path, ref);
        ObjectNode target = Json.object().put("type", shape.type()).put("path", String.join(".", keys));
        target.set("pathSegments", Json.tree(keys));
        target.set("ref", ref.json());
        targets.put(path, target);
    }

    /** As {@link #refer}, and its plain text goes into the store under the reference's name. */
    public void move(String path, String name) throws PlanException {
        JsonNode old = KeyPath.resolve(tree, keys(path));
        if (!old.isTextual() || old.textValue().isBlank() || SecretRef.written(old).isPresent()) {
            throw new PlanException(path + " holds no plain text that could be moved");
        }
        refer(path, new SecretRef(SecretRef.Source.STORE, defaultProvider(SecretRef.Source.STORE), name));
        moves.put(name, old.textValue());
    }

    /** Lets an agent's auth profile refer to a secret. @param token whether it holds a token, not an API key */
    public void profile(String agent, String profile, String provider, boolean token, SecretRef ref) throws PlanException {
        requireSound(profile, ref);
        List<String> keys = List.of("profiles", profile, token ? "token" : "key");
        ObjectNode target = Json.object()
                .put("type", token ? "auth-profiles.token.token" : "auth-profiles.api_key.key")
                .put("path", String.join(".", keys))
                .put("agentId", agent)
                .put("authProfileProvider", provider);
        target.set("pathSegments", Json.tree(keys));
        target.set("ref", ref.json());
        targets.put(agent + " " + profile, target);
    }

    private static List<String> keys(String path) throws PlanException {
        try {
            return KeyPath.parse(path);
        } catch (IllegalArgumentException e) {
            throw new PlanException(e.getMessage());
        }
    }

    private static void requireSound(String path, SecretRef ref) throws PlanException {
        Optional<String> fault = ref.fault();
        if (fault.isPresent()) {
            throw new PlanException(path + ": " + fault.get());
        }
    }

    public boolean isEmpty() {
        return targets.isEmpty() && upserts.isEmpty() && deletes.isEmpty();
    }

    /** The plan as a file has it; no secret in it. */
    public ObjectNode json() throws PlanException {
        return plan().json();
    }

    public void write(Path file) throws PlanException {
        PlanFile.write(file, plan());
    }

    /**
     * Checks the plan and changes nothing. What is to be moved into the store isn't there yet and isn't asked for.
     *
     * @param programs whether exec providers may be run
     */
    public PlanApply.Outcome check(boolean programs) throws PlanException {
        ObjectNode root = root(target -> !moves.containsKey(target.path("ref").path("id").asText()));
        return apply.run(Plan.of(root), new PlanApply.Permission(false, programs));
    }

    /** Carries the plan out. */
    public PlanApply.Outcome apply(boolean programs) throws PlanException {
        Plan plan = plan();
        for (Map.Entry<String, String> move : moves.entrySet()) {
            keep(move.getKey(), move.getValue());
        }
        return apply.run(plan, new PlanApply.Permission(true, programs));
    }

    private void keep(String name, String value) throws PlanException {
        try {
            Optional<SecretStore.Entry> known = store.find(name);
            if (known.isPresent() && !known.get().value().equals(value)) {
                throw new PlanException("the store already has another secret named " + name + "; choose another name");
            }
            store.set(new SecretStore.Wish(name, SecretStore.Kind.SECRET, value, "cli", null));
        } catch (IOException | IllegalArgumentException e) {
            throw new PlanException(e.getMessage());
        }
    }

    private Plan plan() throws PlanException {
        return Plan.of(root(target -> true));
    }

    private ObjectNode root(Predicate<ObjectNode> wanted) {
        ObjectNode root = Json.object().put("version", 1).put("protocolVersion", 1);
        ArrayNode list = root.putArray("targets");
        targets.values().stream().filter(wanted).forEach(list::add);
        if (!upserts.isEmpty()) {
            root.set("providerUpserts", Json.tree(upserts));
        }
        root.set("providerDeletes", Json.tree(deletes));
        return root;
    }
}
