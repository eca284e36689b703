package org.openclaw.appliance.macos;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Where launchd is met.
 *
 * @param environment this process's variables
 * @param home the user's home directory
 * @param system the root of the file system
 * @param userId the user's number, which names the domain
 * @param isAlive whether a process is there
 * @param isAncestor whether a process is this one or one that it comes from
 */
record LaunchdSetting(
        Map<String, String> environment, Path home, Path system, long userId, LongPredicate isAlive,
        LongPredicate isAncestor) {

    static final String PREFIX = "ai.openclaw.";

    /** The launchd domain of the user's desktop session. */
    String domain() {
        return "gui/" + userId;
    }

    String target(String label) {
        return domain() + "/" + label;
    }

    Path agents() {
        return home.resolve("Library/LaunchAgents");
    }

    Path agentOf(String label) {
        return agents().resolve(label + ".plist");
    }

    Path daemonOf(String label) {
        return system.resolve("Library/LaunchDaemons").resolve(label + ".plist");
    }

    /** Where both streams of a job go. */
    Path logOf(String label) {
        String name = label.startsWith(PREFIX) ? label.substring(PREFIX.length()) : label;
        return home.resolve("Library/Logs/openclaw")
                .resolve(name.equals("gateway") ? "gateway.log" : "gateway-" + name + ".log");
    }
}
