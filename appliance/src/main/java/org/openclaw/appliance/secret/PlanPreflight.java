package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.protocol.Json;

/** Thinks a plan through: what the configuration would be, and whether every secret could be had then. Writes nothing. */
final class PlanPreflight {

    private static final int MOST_TROUBLES_SHOWN = 10;

    private final Plan plan;
    private final ConfigFile file;
    private final SecretStore store;

    PlanPreflight(Plan plan, ConfigFile file, SecretStore store) {
        this.plan = plan;
        this.file = file;
        this.store = store;
    }

    /**
     * What it came to.
     *
     * @param checked references that were resolved
     * @param skipped references whose programs were not run
     */
    record Verdict(int checked, int skipped) {}

    /** The change of the configuration, providers before the references that need them. */
    Draft.Ready draft(Reading base) throws PlanException {
        ObjectNode patch = Json.object();
        JsonNode tree = base.tree();
        plan.providerUpserts().forEach((alias, definition) ->
                put(patch, tree, List.of("secrets", "providers", alias), definition));
        for (String alias : plan.providerDeletes()) {
            if (!KeyPath.resolve(tree, List.of("secrets", "providers", alias)).isMissingNode()) {
                patch.withObject("/secrets/providers").putNull(alias);
            }
        }
        for (Plan.Target target : plan.targets()) {
            if (target.agent().isEmpty()) {
                put(patch, tree, target.keys(), target.ref().json());
            }
        }
        try {
            return switch (file.merging(base, patch)) {
                case Draft.Ready ready -> ready;
                case Draft.Refused refused -> throw new PlanException("Cannot apply secrets plan: "
                        + refused.problems().stream().limit(MOST_TROUBLES_SHOWN).map(Problem::text).toList());
            };
        } catch (IllegalArgumentException e) {
            throw new PlanException("Cannot apply secrets plan: " + e.getMessage());
        }
    }

    // A merge keeps members that the new object doesn't name; here it is to take the old one's place.
    private static void put(ObjectNode patch, JsonNode tree, List<String> keys, ObjectNode value) {
        ObjectNode parent = patch;
        for (String key : keys.subList(0, keys.size() - 1)) {
            parent = parent.withObjectProperty(key);
        }
        ObjectNode replacement = value.deepCopy();
        KeyPath.resolve(tree, keys).fieldNames().forEachRemaining(name -> {
            if (!replacement.has(name)) {
                replacement.putNull(name);
            }
        });
        parent.set(keys.getLast(), replacement);
    }

    /** @throws PlanException when a secret of the plan, or one that hangs on a provider it changes, could not be had */
    Verdict check(Config config, Environment environment, boolean runPrograms) throws PlanException {
        Map<String, SecretRef> wanted = new LinkedHashMap<>();
        plan.targets().forEach(target -> wanted.put(target.path(), target.ref()));
        References.in(config.root()).forEach((keys, ref) -> {
            if (plan.providerUpserts().containsKey(ref.provider()) || plan.providerDeletes().contains(ref.provider())) {
                wanted.put(KeyPath.text(keys), ref);
            }
        });
        Set<SecretRef> refs = new LinkedHashSet<>(wanted.values());
        Map<SecretRef, Resolution> outcomes =
                new Resolver(new Providers(config, environment, store), runPrograms).resolve(refs);
        List<String> troubles = new ArrayList<>();
        wanted.forEach((path, ref) -> {
            if (outcomes.get(ref) instanceof Resolution.Fault fault && fault.kind() != Resolution.Kind.NOT_RUN) {
                troubles.add(path + ": " + fault.sentence());
            }
        });
        if (!troubles.isEmpty()) {
            throw new PlanException("Cannot apply secrets plan, nothing was written:\n- "
                    + String.join("\n- ", troubles.subList(0, Math.min(MOST_TROUBLES_SHOWN, troubles.size()))));
        }
        int skipped = (int) outcomes.values().stream()
                .filter(outcome -> outcome instanceof Resolution.Fault fault && fault.kind() == Resolution.Kind.NOT_RUN)
                .count();
        return new Verdict(refs.size() - skipped, skipped);
    }
}
