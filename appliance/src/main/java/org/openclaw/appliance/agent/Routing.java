package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.session.SessionKey;

/**
 * Which agent answers what comes in through a channel, and in which conversation: {@code bindings}, {@code session.dmScope},
 * {@code session.groupScope} and {@code session.identityLinks}. Thread-safe; follows the configuration of the moment.
 */
public final class Routing {

    private static final String DEFAULT_ACCOUNT = "default";
    private static final int MOST_PART = 120;

    private final Supplier<Config> config;
    private final Agents agents;

    public Routing(Supplier<Config> config, Agents agents) {
        this.config = config;
        this.agents = agents;
    }

    /** What kind of conversation it is. */
    public enum Kind {
        DIRECT,
        GROUP,
        CHANNEL;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where something came from. Ids are the channel's own.
     *
     * @param accountId null for the channel's default account
     * @param peerId who wrote, for {@link Kind#DIRECT}, else where
     * @param threadId the thread in it, or null
     * @param guildId the group space it is in, or null
     * @param teamId the same where a channel calls it a team, or null
     * @param roles of the sender there
     */
    public record Origin(
            String channel,
            String accountId,
            Kind kind,
            String peerId,
            String threadId,
            String guildId,
            String teamId,
            List<String> roles) {

        /** A conversation with nothing but a peer. */
        public static Origin of(String channel, String accountId, Kind kind, String peerId) {
            return new Origin(channel, accountId, kind, peerId, null, null, null, List.of());
        }
    }

    /** @param matchedBy {@code peer}, {@code guild}, {@code team}, {@code account}, {@code channel} or {@code default} */
    public record Route(String agentId, SessionKey session, String matchedBy) {}

    /** Always answers; what no binding names goes to the default agent. */
    public Route of(Origin origin) {
        JsonNode best = null;
        Tier tier = Tier.DEFAULT;
        for (JsonNode binding : config.get().at("bindings")) {
            Tier reached = tier(binding, origin);
            // The first of a tier wins.
            if (reached.compareTo(tier) < 0) {
                best = binding;
                tier = reached;
            }
        }
        String agent = best == null ? agents.defaultAgentId() : best.path("agentId").asText().strip().toLowerCase(Locale.ROOT);
        return new Route(agent, new SessionKey(agent, rest(origin, best)), tier.wireName);
    }

    /** How closely a binding fits, closest first. */
    private enum Tier {
        PEER("peer"),
        ROLES("guild"),
        GUILD("guild"),
        TEAM("team"),
        ANY_PEER("peer"),
        ACCOUNT("account"),
        CHANNEL("channel"),
        DEFAULT("default");

        private final String wireName;

        Tier(String wireName) {
            this.wireName = wireName;
        }
    }

    private Tier tier(JsonNode binding, Origin origin) {
        JsonNode match = binding.path("match");
        boolean route = binding.path("type").asText("route").equals("route");
        if (!route
                || !match.path("channel").asText().equalsIgnoreCase(origin.channel())
                || !agents.knows(binding.path("agentId").asText())) {
            return Tier.DEFAULT;
        }
        String account = match.path("accountId").asText(DEFAULT_ACCOUNT);
        String own = origin.accountId() == null ? DEFAULT_ACCOUNT : origin.accountId();
        if (!account.equals("*") && !account.equalsIgnoreCase(own)) {
            return Tier.DEFAULT;
        }
        if (!holds(match, "guildId", origin.guildId()) || !holds(match, "teamId", origin.teamId()) || !hasRole(match, origin)) {
            return Tier.DEFAULT;
        }
        if (match.has("peer")) {
            return peer(match.path("peer"), origin);
        }
        if (!match.path("roles").isEmpty()) {
            return Tier.ROLES;
        }
        return match.has("guildId")
                ? Tier.GUILD
                : match.has("teamId") ? Tier.TEAM : account.equals("*") ? Tier.CHANNEL : Tier.ACCOUNT;
    }

    private static Tier peer(JsonNode peer, Origin origin) {
        if (!peer.path("kind").asText().equals(origin.kind().wireName())) {
            return Tier.DEFAULT;
        }
        String id = peer.path("id").asText();
        return id.equals("*") ? Tier.ANY_PEER : id.equalsIgnoreCase(origin.peerId()) ? Tier.PEER : Tier.DEFAULT;
    }

    private static boolean holds(JsonNode match, String name, String actual) {
        return !match.has(name) || match.path(name).asText().equalsIgnoreCase(actual);
    }

    private static boolean hasRole(JsonNode match, Origin origin) {
        return match.path("roles").isEmpty()
                || match.path("roles").valueStream().anyMatch(role -> origin.roles().contains(role.asText()));
    }

    /** What the session's key has after the agent. */
    private String rest(Origin origin, JsonNode binding) {
        JsonNode own = binding == null ? config.get().at("no.binding") : binding.path("session");
        String rest = origin.kind() == Kind.DIRECT ? direct(origin, own) : group(origin, own);
        return origin.threadId() == null || rest.equals("main") ? rest : rest + ":thread:" + part(origin.threadId());
    }

    private String direct(Origin origin, JsonNode own) {
        String scope = own.path("dmScope").asText(config.get().text("session.dmScope").orElse("main"));
        String channel = part(origin.channel());
        String peer = part(linked(origin).orElse(origin.peerId()));
        return switch (scope) {
            case "per-peer" -> "direct:" + peer;
            case "per-channel-peer" -> channel + ":direct:" + peer;
            case "per-account-channel-peer" -> channel + ":"
                    + part(origin.accountId() == null ? DEFAULT_ACCOUNT : origin.accountId()) + ":direct:" + peer;
            default -> "main";
        };
    }

    private String group(Origin origin, JsonNode own) {
        String scope = own.path("groupScope").asText(config.get().text("session.groupScope").orElse("per-group"));
        return scope.equals("main")
                ? "main"
                : part(origin.channel()) + ":" + origin.kind().wireName() + ":" + part(origin.peerId());
    }

    /** The one name of a person who writes from several places. */
    private Optional<String> linked(Origin origin) {
        String place = origin.channel() + ":" + origin.peerId();
        for (var link : config.get().at("session.identityLinks").properties()) {
            for (JsonNode known : link.getValue()) {
                if (known.asText().equalsIgnoreCase(place)) {
                    return Optional.of(link.getKey());
                }
            }
        }
        return Optional.empty();
    }

    private static String part(String text) {
        String part = text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s\\p{Cntrl}]+", "_");
        return part.length() > MOST_PART ? part.substring(0, MOST_PART) : part;
    }
}
