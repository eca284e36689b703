package org.openclaw.appliance.config;

import java.nio.file.Path;
import java.util.List;

/** What became of reading the configuration. */
public sealed interface LoadResult {

    /**
     * It is valid.
     *
     * @param environment the environment with what {@code .env} and {@code env.vars} add to it
     * @param warnings things that work but deserve a look, each said once
     * @param inertKeys keys that are accepted but have no effect here, the topmost of each subtree
     * @param includedFiles the files it includes, in the order they were read
     */
    record Loaded(
            Config config, Environment environment, List<Problem> warnings, List<String> inertKeys, List<Path> includedFiles)
            implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
            inertKeys = List.copyOf(inertKeys);
            includedFiles = List.copyOf(includedFiles);
        }
    }

    /** It can't be used; at least one problem says why. */
    record Invalid(List<Problem> problems) implements LoadResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** There is no file. */
    record Missing(Path file) implements LoadResult {}
}
