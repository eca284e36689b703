package org.openclaw.appliance.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.config.SecretRef;

/**
 * Asks the providers for a set of secrets: each provider once, for all that is wanted of it, slow ones side by side. Blocks
 * as long as the slowest provider's time limit.
 */
final class Resolver {

    private final Providers providers;
    private final boolean runPrograms;

    /** @param runPrograms whether programs may be run */
    Resolver(Providers providers, boolean runPrograms) {
        this.providers = providers;
        this.runPrograms = runPrograms;
    }

    /** The secrets of one provider. */
    private record Group(SecretRef.Source source, String alias) {}

    /** @return an outcome for each reference */
    Map<SecretRef, Resolution> resolve(Collection<SecretRef> wanted) {
        Map<Group, Set<String>> groups = new LinkedHashMap<>();
        Map<SecretRef, Resolution> outcomes = new LinkedHashMap<>();
        for (SecretRef ref : wanted) {
            Optional<String> fault = ref.fault();
            if (fault.isPresent()) {
                outcomes.put(ref, Resolution.Fault.invalid(fault.get()));
            } else if (ref.source() == SecretRef.Source.EXEC && !runPrograms) {
                outcomes.put(ref, new Resolution.Fault(Resolution.Kind.NOT_RUN, Optional.empty(),
                        "the program of secret provider \"" + ref.provider() + "\" was not run; allow it with --allow-exec"));
            } else {
                groups.computeIfAbsent(new Group(ref.source(), ref.provider()), none -> new LinkedHashSet<>()).add(ref.id());
            }
        }
        ask(groups).forEach((group, found) -> found.forEach((id, outcome) -> outcomes.put(
                new SecretRef(group.source(), group.alias(), id), checked(outcome))));
        return outcomes;
    }

    private Map<Group, Map<String, Resolution>> ask(Map<Group, Set<String>> groups) {
        Executor executor = groups.size() > 1 ? Thread::startVirtualThread : Runnable::run;
        List<Group> order = new ArrayList<>(groups.keySet());
        List<CompletableFuture<Map<String, Resolution>>> answers = new ArrayList<>();
        for (Group group : order) {
            answers.add(CompletableFuture.supplyAsync(() -> ask(group, groups.get(group)), executor));
        }
        Map<Group, Map<String, Resolution>> found = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            found.put(order.get(i), joined(answers.get(i), order.get(i), groups.get(order.get(i))));
        }
        return found;
    }

    // A provider must not take the others with it, whatever goes wrong with it.
    private static Map<String, Resolution> joined(
            CompletableFuture<Map<String, Resolution>> answer, Group group, Set<String> ids) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            return all(ids, Resolution.Fault.of(
                    group.alias(), "secret provider \"" + group.alias() + "\" failed: " + e.getCause().getClass().getSimpleName()));
        }
    }

    private Map<String, Resolution> ask(Group group, Set<String> ids) {
        try {
            return providers.readerOf(new SecretRef(group.source(), group.alias(), ids.iterator().next())).read(ids);
        } catch (SecretFault e) {
            return all(ids, Resolution.Fault.of(group.alias(), e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return all(ids, Resolution.Fault.of(group.alias(), "interrupted while secret provider \"" + group.alias() + "\" was asked"));
        }
    }

    private static Map<String, Resolution> all(Set<String> ids, Resolution outcome) {
        Map<String, Resolution> same = new LinkedHashMap<>();
        ids.forEach(id -> same.put(id, outcome));
        return same;
    }

    private static Resolution checked(Resolution outcome) {
        return outcome instanceof Resolution.Value value && value.text().contains(Redaction.PLACEHOLDER)
                ? new Resolution.Fault(Resolution.Kind.PLACEHOLDER, Optional.empty(),
                        "its value is the text that is shown in the place of secrets; set the real one at its source")
                : outcome;
    }
}
