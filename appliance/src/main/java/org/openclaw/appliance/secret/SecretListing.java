package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.ResolvedSecrets.DegradedOwner;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.protocol.Json;

/** Which secrets a configuration refers to and how they fare, and what the store holds. Never a value. */
final class SecretListing {

    private final Config config;
    private final Map<String, SecretRef> references = new LinkedHashMap<>();

    /** @param profiles of the agent whose credentials are used */
    SecretListing(Config config, AuthProfiles profiles) throws IOException {
        this.config = config;
        References.in(config.root()).forEach((keys, ref) -> references.put(KeyPath.text(keys), ref));
        config.missingVariables().forEach((path, name) ->
                references.put(path, new SecretRef(SecretRef.Source.ENV, SecretRef.DEFAULT_PROVIDER, name)));
        profiles.read().map(root -> AuthProfiles.profiles(root, 0)).orElse(List.of()).forEach(profile ->
                references.put("auth-profiles." + profile.provider() + " (" + profile.id() + ")", profile.ref()));
    }

    ObjectNode json(List<SecretStore.Entry> stored) {
        ObjectNode listing = Json.object();
        ArrayNode rows = listing.putArray("references");
        references.forEach((path, ref) -> rows.addObject()
                .put("path", path)
                .put("source", ref.source().wireName())
                .put("provider", ref.provider())
                .put("id", ref.id())
                .put("state", state(path)));
        ArrayNode entries = listing.putArray("store");
        for (SecretStore.Entry entry : stored) {
            ObjectNode row = entries.addObject()
                    .put("name", entry.name())
                    .put("kind", entry.kind().wireName())
                    .put("updatedAtMs", entry.updatedAtMs());
            row.set("referencedBy", Json.tree(referencing(entry.name())));
        }
        return listing;
    }

    /** The keys that refer to an entry of the store. */
    List<String> referencing(String name) {
        TreeSet<String> paths = new TreeSet<>();
        references.forEach((path, ref) -> {
            if (ref.source() == SecretRef.Source.STORE && ref.id().equals(name)) {
                paths.add(path);
            }
        });
        return List.copyOf(paths);
    }

    private String state(String path) {
        String plain = path.startsWith("auth-profiles.") ? path.substring(0, path.indexOf(' ')) : path;
        for (DegradedOwner owner : config.secrets().degraded()) {
            if (owner.paths().contains(plain)) {
                return owner.stale() ? "stale" : owner.missing() ? "missing" : "cold";
            }
        }
        if (config.secrets().inactive().contains(path)) {
            return "inactive";
        }
        if (config.missingVariables().containsKey(path)) {
            return "missing";
        }
        boolean unresolved = config.secrets().at(path).filter(SecretInput.Unresolved.class::isInstance).isPresent();
        return unresolved ? "cold" : "ok";
    }
}
