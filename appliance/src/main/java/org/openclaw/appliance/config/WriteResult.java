package org.openclaw.appliance.config;

import java.util.List;

/** What became of changing the configuration file. */
public sealed interface WriteResult {

    /** The file is on disk. @param changedPaths the dotted paths whose values differ from before */
    record Written(String hash, List<String> changedPaths) implements WriteResult {
        public Written {
            changedPaths = List.copyOf(changedPaths);
        }
    }

    /** The file has another hash than the caller based its change on; nothing was written. */
    record Stale(String currentHash) implements WriteResult {}

    /** The result would not be valid, or writing isn't allowed; nothing was written. */
    record Refused(List<Problem> problems) implements WriteResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
