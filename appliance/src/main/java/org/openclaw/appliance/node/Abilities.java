package org.openclaw.appliance.node;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.rpc.Surface;

/**
 * What a node can do: capabilities, commands, and what its user allows. Bounded, without duplicates, in the order declared.
 *
 * @param permissions by name, sorted
 */
record Abilities(List<String> caps, List<String> commands, Map<String, Boolean> permissions) {

    static final Abilities NONE = new Abilities(List.of(), List.of(), Map.of());

    private static final int MOST = 256;
    private static final int LONGEST = 128;
    private static final Set<String> RUNS_PROGRAMS = Set.of("system.run", "system.run.prepare", "system.which");

    Abilities {
        caps = List.copyOf(caps);
        commands = List.copyOf(commands);
        permissions = Map.copyOf(permissions);
    }

    /** What a connection declares; what is beyond the bounds is left out, and so never approved. */
    static Abilities declared(Surface surface) {
        Map<String, Boolean> permissions = new TreeMap<>();
        surface.permissions().forEach((name, allowed) -> {
            if (permissions.size() < MOST && name.length() <= LONGEST) {
                permissions.put(name, allowed);
            }
        });
        return new Abilities(bounded(surface.caps()), bounded(surface.commands()), permissions);
    }

    private static List<String> bounded(List<String> names) {
        Set<String> kept = new LinkedHashSet<>();
        for (String name : names) {
            if (kept.size() < MOST && name.length() <= LONGEST) {
                kept.add(name);
            }
        }
        return new ArrayList<>(kept);
    }

    boolean isEmpty() {
        return caps.isEmpty() && commands.isEmpty() && permissions.isEmpty();
    }

    /** True when nothing here goes beyond the other. A permission that isn't given asks for nothing. */
    boolean within(Abilities other) {
        return other.caps.containsAll(caps)
                && other.commands.containsAll(commands)
                && permissions.entrySet().stream()
                        .allMatch(entry -> !entry.getValue() || Boolean.TRUE.equals(other.permissions.get(entry.getKey())));
    }

    /** What both have. */
    Abilities and(Abilities other) {
        Map<String, Boolean> both = new TreeMap<>();
        permissions.forEach((name, allowed) -> both.put(name, allowed && other.permissions.getOrDefault(name, false)));
        return new Abilities(
                caps.stream().filter(other.caps::contains).toList(),
                commands.stream().filter(other.commands::contains).toList(),
                both);
    }

    /** What it takes to approve this. */
    List<String> approvalScopes() {
        if (commands.stream().anyMatch(RUNS_PROGRAMS::contains)) {
            return List.of(Scope.PAIRING, Scope.ADMIN);
        }
        return commands.isEmpty() ? List.of(Scope.PAIRING) : List.of(Scope.PAIRING, Scope.WRITE);
    }
}
