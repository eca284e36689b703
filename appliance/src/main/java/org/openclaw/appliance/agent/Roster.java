package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.protocol.Json;

/**
 * Adds, changes and removes agents in the configuration file: {@code agents.entries}, or the older {@code agents.list} where a
 * file has that. Thread-safe. A refusal is an {@link IllegalArgumentException} with a sentence for the caller.
 */
public final class Roster {

    private static final int MOST_ID = 64;

    private final ConfigFile file;

    public Roster(ConfigFile file) {
        this.file = file;
    }

    /** The id an agent of that name gets: lower case, with dashes. */
    public static String slug(String name) {
        String slug = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
        return slug.length() > MOST_ID ? slug.substring(0, MOST_ID) : slug;
    }

    /** What the file lists, by id; empty when it lists none, and the gateway has its one implicit agent. */
    public ObjectNode entries() throws IOException {
        ObjectNode entries = Json.object();
        if (value("agents.entries") instanceof ObjectNode own && !own.isEmpty()) {
            return own;
        }
        for (JsonNode entry : value("agents.list")) {
            entries.set(entry.path("id").asText(), entry);
        }
        return entries;
    }

    /**
     * Adds an agent. A sole one stays beside it, in the folder it has.
     *
     * @param entry as {@code agents.entries} has it
     * @param soleFolder the folder of the sole agent, where there is only one
     */
    public void add(String id, ObjectNode entry, Path soleFolder) throws IOException {
        ObjectNode entries = entries();
        if (id.isEmpty()) {
            throw new IllegalArgumentException("the name needs a letter or a digit");
        }
        if (entries.has(id) || entries.isEmpty() && id.equals(Agents.MAIN)) {
            throw new IllegalArgumentException("agent \"" + id + "\" already exists");
        }
        ObjectNode added = Json.object();
        // A sole agent has the shared folder; beside another one it would be given a new, empty one.
        if (entries.size() <= 1) {
            String sole = entries.isEmpty() ? Agents.MAIN : entries.fieldNames().next();
            if (!entries.path(sole).hasNonNull("workspace")) {
                added.putObject(sole).put("workspace", soleFolder.toString());
            }
        }
        added.set(id, entry);
        write(added);
    }

    /** Changes an agent. @param changes merged into its entry; null removes */
    public void change(String id, ObjectNode changes) throws IOException {
        ObjectNode added = Json.object();
        added.set(id, changes);
        write(added);
    }

    /** Removes an agent and the bindings that lead to it. @return how many bindings those were */
    public int remove(String id) throws IOException {
        ObjectNode entries = entries();
        if (!entries.has(id)) {
            throw new IllegalArgumentException("agent \"" + id + "\" not found");
        }
        if (entries.size() == 1) {
            throw new IllegalArgumentException("agent \"" + id + "\" is the only one; add another first");
        }
        ObjectNode gone = Json.object();
        gone.putNull(id);
        ObjectNode patch = patch(gone);
        ArrayNode kept = Json.array();
        JsonNode bindings = value("bindings");
        bindings.forEach(binding -> {
            if (!binding.path("agentId").asText().equalsIgnoreCase(id)) {
                kept.add(binding);
            }
        });
        int removed = bindings.size() - kept.size();
        if (removed > 0) {
            patch.set("bindings", kept);
        }
        commit(patch);
        return removed;
    }

    private void write(ObjectNode changes) throws IOException {
        commit(patch(changes));
    }

    /** The same change for whichever of the two forms the file has. @param changes by id; null removes */
    private ObjectNode patch(ObjectNode changes) throws IOException {
        ObjectNode patch = Json.object();
        ObjectNode agents = patch.putObject("agents");
        JsonNode list = value("agents.list");
        if (!list.isArray() || list.isEmpty()) {
            agents.set("entries", changes);
            return patch;
        }
        ArrayNode next = agents.putArray("list");
        ObjectNode left = changes.deepCopy();
        for (JsonNode entry : list) {
            JsonNode change = left.remove(entry.path("id").asText());
            if (change == null) {
                next.add(entry);
            } else if (change instanceof ObjectNode object) {
                ObjectNode merged = next.addObject();
                merged.setAll((ObjectNode) entry);
                merged.setAll(object);
                merged.removeIf(JsonNode::isNull);
            }
        }
        left.properties().forEach(entry -> {
            ObjectNode added = next.addObject().put("id", entry.getKey());
            added.setAll((ObjectNode) entry.getValue());
        });
        return patch;
    }

    private void commit(ObjectNode patch) throws IOException {
        Draft draft = file.merging(file.read(), patch, List.of("agents.list", "bindings"));
        switch (draft) {
            case Draft.Refused refused -> throw new IllegalArgumentException(
                    "the configuration would not be valid: " + refused.problems().getFirst());
            case Draft.Ready ready -> {
                if (!(file.commit(ready) instanceof WriteResult.Written)) {
                    throw new IllegalArgumentException("the configuration was changed meanwhile; try again");
                }
            }
        }
    }

    private JsonNode value(String path) throws IOException {
        try {
            return file.get(path);
        } catch (Json5Exception e) {
            throw new IllegalArgumentException("the configuration file is not valid JSON5; see `openclaw config validate`");
        }
    }

    /**
     * Puts an agent's folder out of the way, into a folder {@code .trash} beside it.
     *
     * @return where it is now; empty when there was none
     */
    static Optional<Path> trash(Path folder, long now) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Path trash = folder.resolveSibling(".trash");
        Files.createDirectories(trash);
        return Optional.of(Files.move(folder, trash.resolve(folder.getFileName() + "-" + now)));
    }
}
