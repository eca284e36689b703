package org.openclaw.appliance.rpc;

import java.util.Set;
import org.openclaw.appliance.access.Grant;

/**
 * Who calls: one authenticated connection, or the gateway itself on its owner's behalf.
 *
 * @param connectionId unique per connection
 * @param grant role and scopes
 * @param client what it says of itself
 * @param address where it comes from, for people
 * @param caps capability flags it announced
 * @param surface what it claims to be able to do as a node
 * @param subscriptions what it follows
 */
public record Caller(
        String connectionId,
        Grant grant,
        ClientInfo client,
        String address,
        Set<String> caps,
        Surface surface,
        Subscriptions subscriptions) {

    public Caller {
        caps = Set.copyOf(caps);
    }

    /** One that claims no abilities of a node. */
    public Caller(
            String connectionId,
            Grant grant,
            ClientInfo client,
            String address,
            Set<String> caps,
            Subscriptions subscriptions) {
        this(connectionId, grant, client, address, caps, Surface.NONE, subscriptions);
    }
}
