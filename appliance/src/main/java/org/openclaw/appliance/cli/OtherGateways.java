package org.openclaw.appliance.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks where service managers keep their definitions for others that look like a gateway's. */
final class OtherGateways {

    private static final List<String> SYSTEM_PLACES = List.of(
            "/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system", "/Library/LaunchDaemons");
    private static final List<String> USER_PLACES = List.of(".config/systemd/user", "Library/LaunchAgents");
    private static final List<String> NAMES = List.of("openclaw", "clawdbot", "moltbot");

    private OtherGateways() {}

    static List<String> find(Invocation in) {
        List<String> found = new ArrayList<>();
        for (String place : SYSTEM_PLACES) {
            scan(Path.of(place), in, found);
        }
        for (String place : USER_PLACES) {
            scan(in.environment().home().resolve(place), in, found);
        }
        return found;
    }

    private static void scan(Path place, Invocation in, List<String> found) {
        if (!Files.isDirectory(place)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "*.{service,plist}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (isGateway(name.toLowerCase(Locale.ROOT)) && !isOwn(name, in)) {
                    found.add(file + " (" + cleanup(name) + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            found.add(place + " can't be read");
        }
    }

    private static boolean isGateway(String name) {
        return NAMES.stream().anyMatch(name::contains);
    }

    // Services of other profiles are meant to stand beside this one.
    private static boolean isOwn(String name, Invocation in) {
        return name.equals(GatewayReport.serviceName(in) + ".service")
                || name.equals("openclaw.service")
                || name.startsWith("openclaw-gateway-")
                || name.startsWith("ai.openclaw.");
    }

    private static String cleanup(String name) {
        return name.endsWith(".service")
                ? "remove with: systemctl disable --now " + name
                : "remove with: launchctl bootout, then delete the file";
    }
}
