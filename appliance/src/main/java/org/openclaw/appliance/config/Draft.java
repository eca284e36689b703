package org.openclaw.appliance.config;

import java.util.List;

/** A change of the configuration file that is thought through but not written. */
public sealed interface Draft {

    /**
     * It would be valid.
     *
     * @param base what it changes
     * @param text the whole file's text after it
     * @param result what that text makes
     * @param changedPaths the dotted paths whose values differ from before
     */
    record Ready(Reading base, String text, LoadResult.Loaded result, List<String> changedPaths) implements Draft {
        public Ready {
            changedPaths = List.copyOf(changedPaths);
        }

        /** Every value that differs, by its canonical path; as far as the file was valid before. */
        public List<String> changedKeys() {
            return base.result() instanceof LoadResult.Loaded before
                    ? ConfigDiff.changedLeaves(before.config().root(), result.config().root())
                    : changedPaths;
        }
    }

    /** It would not; at least one problem says why. */
    record Refused(List<Problem> problems) implements Draft {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
