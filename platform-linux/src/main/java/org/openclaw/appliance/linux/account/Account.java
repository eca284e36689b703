package org.openclaw.appliance.linux.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who runs this process.
 *
 * @param name the login name
 * @param uid the user's number, or -1 where it can't be had
 * @param home the home directory, where the user's units are
 */
public record Account(String name, long uid, Path home) {

    /** The account of this very process. */
    public static Account current(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return new Account(
                System.getProperty("user.name", ""),
                ownUid(),
                Path.of(home.startsWith("/") ? home : System.getProperty("user.home", "/")));
    }

    public boolean isRoot() {
        return uid == 0;
    }

    private static long ownUid() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return -1;
        }
    }
}
