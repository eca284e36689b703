package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.function.Predicate;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.inbound.InboundMessage.Kind;

/**
 * Who may talk to the agent over a channel: {@code dmPolicy}, {@code allowFrom}, {@code groupPolicy}, {@code groupAllowFrom}
 * and {@code groups} of the channel's section, each as its account has it, else as the channel. What isn't configured is
 * closed: strangers have to be let in, and groups stay unheard. Holds one state of the configuration.
 */
final class AccessRules {

    private static final String PAIRING = "pairing";
    private static final String ALLOWLIST = "allowlist";
    private static final String OPEN = "open";
    private static final String DISABLED = "disabled";

    private final Config config;
    private final JsonNode section;
    private final Predicate<InboundMessage> letIn;

    /** What is to be done with a message. */
    sealed interface Verdict {

        /** It is answered. */
        record Admit() implements Verdict {}

        /** It is kept for what comes. */
        record Overhear() implements Verdict {}

        /** Its sender has to be let in first. */
        record Pair() implements Verdict {}

        /** It is dropped. @param reason a sentence for the operator */
        record Refuse(String reason) implements Verdict {}
    }

    /** @param section where the rules of the channel stand @param letIn whether the operator approved the sender */
    AccessRules(Config config, JsonNode section, Predicate<InboundMessage> letIn) {
        this.config = config;
        this.section = section;
        this.letIn = letIn;
    }

    Verdict judge(InboundMessage message) {
        return message.chat().kind() == Kind.DIRECT ? direct(message) : group(message);
    }

    /** Whether direct messages of strangers lead to a request to be let in. */
    boolean pairs(String accountId) {
        return text(rule(accountId, "dmPolicy"), PAIRING).equals(PAIRING);
    }

    /** Whether the sender may do what only the owner may. */
    boolean isOwner(InboundMessage message) {
        String sender = message.channel() + ":" + message.sender().id();
        for (JsonNode entry : config.at("commands.ownerAllowFrom")) {
            if (entry.asText().strip().equalsIgnoreCase(sender)) {
                return true;
            }
        }
        return false;
    }

    /** What the configuration tells the agent about a group; empty where it says nothing. */
    String groupPrompt(InboundMessage message) {
        return groupRule(message, "systemPrompt").asText();
    }

    /** Most overheard messages that an agent is told of. */
    int historyLimit(InboundMessage message, int whenAbsent) {
        JsonNode limit = rule(message.accountId(), "historyLimit");
        return (limit.isNumber() ? limit : config.at("messages.groupChat.historyLimit")).asInt(whenAbsent);
    }

    private Verdict direct(InboundMessage message) {
        String sender = message.sender().id();
        JsonNode own = ofPeer(rule(message.accountId(), "direct"), sender);
        String policy = text(own.path("dmPolicy"), text(rule(message.accountId(), "dmPolicy"), PAIRING));
        if (policy.equals(DISABLED) || !own.path("enabled").asBoolean(true)) {
            return new Verdict.Refuse("direct messages are disabled");
        }
        if (allowed(message, rule(message.accountId(), "allowFrom"))) {
            return new Verdict.Admit();
        }
        if (policy.equals(PAIRING)) {
            return letIn.test(message) ? new Verdict.Admit() : new Verdict.Pair();
        }
        return new Verdict.Refuse(policy.equals(OPEN)
                ? "dmPolicy is open, but allowFrom neither holds \"*\" nor the sender"
                : "the sender is not in allowFrom");
    }

    private Verdict group(InboundMessage message) {
        JsonNode groups = rule(message.accountId(), "groups");
        String policy = text(
                groupRule(message, "groupPolicy"),
                text(rule(message.accountId(), "groupPolicy"), text(config.at("channels.defaults.groupPolicy"), ALLOWLIST)));
        if (policy.equals(DISABLED)) {
            return new Verdict.Refuse("group messages are disabled");
        }
        boolean listed = groups.has(message.chat().id()) || groups.has("*");
        if (!listed && (!groups.isEmpty() || !policy.equals(OPEN))) {
            return new Verdict.Refuse("the group " + message.chat().id() + " is not in groups");
        }
        if (!groupRule(message, "enabled").asBoolean(true)) {
            return new Verdict.Refuse("the group " + message.chat().id() + " is disabled");
        }
        if (!maySpeak(message, policy)) {
            return new Verdict.Refuse("the sender may not talk to the agent in groups; see groupAllowFrom");
        }
        boolean addressed = message.mentioned()
                || !groupRule(message, "requireMention").asBoolean(true)
                || RunRequest.isCommand(message.text())
                || Mentions.of(config).in(message.text());
        return addressed ? new Verdict.Admit() : new Verdict.Overhear();
    }

    // Who was let in by a pairing code was let in for direct messages, not for groups.
    private boolean maySpeak(InboundMessage message, String policy) {
        JsonNode ofGroup = groupRule(message, "allowFrom");
        if (ofGroup.isArray()) {
            return allowed(message, ofGroup);
        }
        JsonNode ofGroups = rule(message.accountId(), "groupAllowFrom");
        return policy.equals(OPEN)
                || allowed(message, ofGroups.isArray() ? ofGroups : rule(message.accountId(), "allowFrom"));
    }

    private boolean allowed(InboundMessage message, JsonNode entries) {
        return new AllowList(config, message.channel(), entries).holds(message.sender().id());
    }

    /** A rule as the account has it, else as the channel. */
    private JsonNode rule(String accountId, String name) {
        JsonNode own = section.path("accounts").path(accountId).path(name);
        return own.isMissingNode() ? section.path(name) : own;
    }

    /** A rule as the thread has it, else the group, else every group. */
    private JsonNode groupRule(InboundMessage message, String name) {
        JsonNode groups = rule(message.accountId(), "groups");
        JsonNode own = groups.path(message.chat().id());
        String thread = message.chat().threadId();
        JsonNode inThread = thread == null ? MissingNode.getInstance() : own.path("topics").path(thread).path(name);
        JsonNode inGroup = own.path(name).isMissingNode() ? groups.path("*").path(name) : own.path(name);
        return inThread.isMissingNode() ? inGroup : inThread;
    }

    private static JsonNode ofPeer(JsonNode peers, String id) {
        return peers.has(id) ? peers.path(id) : peers.path("*");
    }

    private static String text(JsonNode node, String whenAbsent) {
        return node.isTextual() ? node.textValue() : whenAbsent;
    }
}
