package org.openclaw.appliance.cli;

import java.util.Set;

/** The commands of the original product that manage a system service; here they are told apart from typing errors. */
final class ServiceWords {

    private static final Set<String> VERBS = Set.of("start", "stop", "restart", "install", "uninstall");

    private ServiceWords() {}

    static boolean contains(String words) {
        String verb = words.startsWith("gateway ") ? words.substring("gateway ".length()) : words;
        return VERBS.contains(verb) || verb.equals("daemon");
    }
}
