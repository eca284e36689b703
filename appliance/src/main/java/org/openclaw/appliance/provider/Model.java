package org.openclaw.appliance.provider;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model one can choose.
 *
 * @param ref its provider and its id there
 * @param name for people
 * @param alias its short name in {@code agents.defaults.models}
 * @param contextWindow how many tokens it can take in
 * @param reasoning whether it thinks before it answers
 * @param input what it takes: {@code text}, {@code image}, …; never empty
 * @param hasCredential false when its provider needs an API key and none is set
 */
public record Model(
        ModelRef ref,
        String name,
        Optional<String> alias,
        OptionalLong contextWindow,
        boolean reasoning,
        List<String> input,
        boolean hasCredential) {}
