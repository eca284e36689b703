package org.openclaw.appliance.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.protocol.Json;

/**
 * One agent's credentials for model providers: {@code agents/<id>/agent/auth-profiles.json} in the state directory. Used are
 * profiles that refer to a secret ({@code keyRef}, {@code tokenRef}); plain text in this file is only ever found and removed.
 */
final class AuthProfiles {

    private static final long LARGEST_FILE = 1024 * 1024;

    private final Path file;

    AuthProfiles(Path stateDir, String agentId) {
        this.file = fileOf(stateDir, agentId);
    }

    static Path fileOf(Path stateDir, String agentId) {
        return stateDir.resolve("agents").resolve(agentId).resolve("agent").resolve("auth-profiles.json");
    }

    /** Where a profile has its secret. */
    enum Type {
        API_KEY("api_key", "key"),
        TOKEN("token", "token");

        private final String wireName;
        private final String field;

        Type(String wireName, String field) {
            this.wireName = wireName;
            this.field = field;
        }

        String wireName() {
            return wireName;
        }

        /** The member that holds plain text. */
        String field() {
            return field;
        }

        /** The member that holds a reference. */
        String refField() {
            return field + "Ref";
        }

        static Optional<Type> ofField(String field) {
            return field.equals("key") ? Optional.of(API_KEY) : field.equals("token") ? Optional.of(TOKEN) : Optional.empty();
        }
    }

    /** One profile with a reference. @param usable false for one that has expired */
    record Profile(String id, String provider, Type type, SecretRef ref, boolean usable) {}

    Path file() {
        return file;
    }

    /** The whole file; empty when there is none. @throws IOException with a sentence, when it can't be read */
    Optional<ObjectNode> read() throws IOException {
        return read(file);
    }

    static Optional<ObjectNode> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
            throw new IOException(file + " is no regular file of at most 1 MiB");
        }
        try {
            if (Json.parse(Files.readString(file)) instanceof ObjectNode root && wellFormed(root.path("profiles"))) {
                return Optional.of(root);
            }
        } catch (JsonProcessingException e) {
            // Below: nothing of it is quoted.
        }
        throw new IOException(file + " is damaged: it must hold a JSON object with an object of profiles");
    }

    private static boolean wellFormed(JsonNode profiles) {
        for (JsonNode profile : profiles) {
            if (!profile.isObject()) {
                return false;
            }
        }
        return profiles.isMissingNode() || profiles.isObject();
    }

    /** The profiles with references. */
    static List<Profile> profiles(JsonNode root, long nowMillis) {
        List<Profile> profiles = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.path("profiles").properties()) {
            JsonNode profile = entry.getValue();
            for (Type type : Type.values()) {
                Optional<SecretRef> ref = SecretRef.of(profile.path(type.refField()));
                if (ref.isPresent() && profile.path("type").asText(type.wireName()).equals(type.wireName())) {
                    profiles.add(new Profile(
                            entry.getKey(), profile.path("provider").asText(""), type, ref.get(), fresh(profile, nowMillis)));
                }
            }
        }
        return profiles;
    }

    private static boolean fresh(JsonNode profile, long nowMillis) {
        JsonNode expires = profile.path("expires");
        return expires.isMissingNode() || expires.isIntegralNumber() && expires.longValue() > nowMillis;
    }

    /** The profiles in the order in which a provider's are tried: {@code auth.order}, then by their ids. */
    static List<Profile> ordered(Config config, String provider, List<Profile> profiles) {
        List<String> order = new ArrayList<>();
        config.at("auth.order").path(provider).forEach(id -> order.add(id.asText()));
        return profiles.stream()
                .filter(profile -> profile.provider().equals(provider) && profile.usable())
                .filter(profile -> order.isEmpty() || order.contains(profile.id()))
                .sorted((a, b) -> order.isEmpty()
                        ? a.id().compareTo(b.id())
                        : Integer.compare(order.indexOf(a.id()), order.indexOf(b.id())))
                .toList();
    }

    /** The agent whose credentials the gateway uses. */
    static String defaultAgent(Config config) {
        JsonNode entries = config.at("agents.entries");
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (entry.getValue().path("default").asBoolean()) {
                return entry.getKey();
            }
        }
        return entries.isEmpty() || entries.has("main") ? "main" : entries.fieldNames().next();
    }
}
