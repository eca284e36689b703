package org.openclaw.appliance.inbound;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.openclaw.appliance.channel.AccessRequest;
import org.openclaw.appliance.channel.Channel;
import org.openclaw.appliance.channel.Outbound;
import org.openclaw.appliance.channel.Sender;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ProtocolException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Lets people in, and tells strangers how to be let in. Thread-safe; blocks on the disk. */
final class Doorkeeper {

    // A stranger who is asked to wait twice learns nothing new. Asked again within that time, the outbox knows the first one.
    private static final long TELL_AGAIN_MILLIS = 60_000;
    private static final TaggedLogger LOG = Logger.tag("channels/inbound");

    private final InboundParts parts;

    Doorkeeper(InboundParts parts) {
        this.parts = parts;
    }

    /** The rules for a message, as the configuration has them now. */
    AccessRules rules(InboundMessage message) {
        return rules(parts.config().get(), message.channel());
    }

    boolean pairs(Config config, String channel, String accountId) {
        return rules(config, channel).pairs(accountId);
    }

    private AccessRules rules(Config config, String channel) {
        String section = parts.channels().get().find(channel).map(Channel::inboundSection).orElse("channels." + channel);
        return new AccessRules(config, config.at(section), wrote ->
                parts.pairing().allows(wrote.channel(), wrote.accountId(), wrote.sender().id()));
    }

    /** A stranger wrote: he gets a code, once, for the operator to approve. */
    Acceptance ask(InboundMessage message) {
        Optional<AccessRequest> request = parts.pairing().request(sender(message));
        // The process may have ended between the request and the message about it; then the same message comes again.
        if (request.isPresent() && request.get().lastSeenAt() - request.get().createdAt() < TELL_AGAIN_MILLIS) {
            tell(message, request.get());
        }
        return new Acceptance.Pairing();
    }

    private static Sender sender(InboundMessage message) {
        Map<String, String> facts = new TreeMap<>();
        if (message.sender().username() != null) {
            facts.put("username", message.sender().username());
        }
        if (!message.chat().id().equals(message.sender().id())) {
            facts.put(Sender.CHAT, message.chat().id());
        }
        return new Sender(message.channel(), message.accountId(), message.sender().id(), message.sender().label(), facts);
    }

    private void tell(InboundMessage message, AccessRequest request) {
        String text = "I don't know you yet, so I can't answer.\n\nYour id here: " + message.sender().id()
                + "\nPairing code: " + request.code()
                + "\n\nAsk the owner of this gateway to let you in within an hour:\nopenclaw pairing approve "
                + message.channel() + " " + request.code();
        Outbound told = new Outbound(
                UUID.randomUUID().toString(), message.channel(), message.chat().id(), text, List.of(),
                message.accountId(), message.chat().threadId(), null, false);
        try {
            String key = "pairing:" + request.code();
            if (!parts.channels().get().handedOver(key)) {
                parts.channels().get().enqueue(told, key);
            }
        } catch (ProtocolException e) {
            LOG.warn("a stranger on {} could not be told the pairing code: {}", message.channel(), e.getMessage());
        }
    }
}
