package org.openclaw.appliance.rpc;

import java.util.List;
import java.util.Map;

/**
 * What a client claims to be able to do for the gateway. Claims, not facts: an operator approves them.
 *
 * @param caps capability names in the order sent
 * @param commands command names in the order sent
 * @param permissions what its user has allowed, by name
 * @param pathEnv its {@code PATH}, or null
 */
public record Surface(List<String> caps, List<String> commands, Map<String, Boolean> permissions, String pathEnv) {

    public static final Surface NONE = new Surface(List.of(), List.of(), Map.of(), null);

    public Surface {
        caps = List.copyOf(caps);
        commands = List.copyOf(commands);
        permissions = Map.copyOf(permissions);
    }
}
