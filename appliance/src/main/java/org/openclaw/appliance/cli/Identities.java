package org.openclaw.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells several gateways from one gateway with several ways to it. */
final class Identities {

    private Identities() {}

    /**
     * The targets in groups, each group one gateway. Two targets are the same gateway when they show the same device id or the
     * same start of a process; whatever can't be proven the same counts as another one.
     *
     * @param results by target, in order
     */
    static List<List<String>> of(Map<String, Probe.Result> results) {
        List<List<String>> groups = new ArrayList<>();
        results.forEach((target, result) -> {
            if (result.connected()) {
                groups.stream()
                        .filter(group -> group.stream().anyMatch(known -> results.get(known).peer().isSame(result.peer())))
                        .findFirst()
                        .ifPresentOrElse(group -> group.add(target), () -> groups.add(new ArrayList<>(List.of(target))));
            }
        });
        return groups;
    }
}
