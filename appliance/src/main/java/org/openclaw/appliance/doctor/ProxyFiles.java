package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration of reverse proxies on this machine, as far as this user may read it and it is where it usually is. */
final class ProxyFiles {

    private static final Pattern BACKEND = Pattern.compile("(?:127\\.0\\.0\\.1|localhost|\\[::1\\]):(\\d{1,5})");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*$");
    private static final Map<ProxySnippet, List<String>> PLACES = Map.of(
            ProxySnippet.CADDY, List.of("etc/caddy"),
            ProxySnippet.NGINX, List.of("etc/nginx", "etc/nginx/conf.d", "etc/nginx/sites-enabled"),
            ProxySnippet.TRAEFIK, List.of("etc/traefik", "etc/traefik/dynamic", "etc/traefik/conf.d"));
    private static final int MOST_FILES = 64;
    private static final int MOST_BYTES = 128 * 1024;

    /**
     * A file that sends requests to ports of this machine.
     *
     * @param ours whether it mentions this product
     */
    record Use(ProxySnippet proxy, Path file, List<Integer> ports, boolean ours) {

        Use {
            ports = List.copyOf(ports);
        }
    }

    private final Path root;

    /** @param root the root of the file system; another one in tests */
    ProxyFiles(Path root) {
        this.root = root;
    }

    List<Use> uses() {
        List<Use> uses = new ArrayList<>();
        for (ProxySnippet proxy : ProxySnippet.values()) {
            for (String place : PLACES.get(proxy)) {
                read(proxy, root.resolve(place), uses);
            }
        }
        return uses;
    }

    private static void read(ProxySnippet proxy, Path directory, List<Use> uses) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            int read = 0;
            for (Path file : files) {
                if (read++ == MOST_FILES) {
                    return;
                }
                read(proxy, file).ifPresent(uses::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Not for this user: then doctor doesn't know.
            return;
        }
    }

    private static Optional<Use> read(ProxySnippet proxy, Path file) {
        try (var in = Files.newInputStream(file)) {
            String text = COMMENT.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1)).replaceAll("");
            TreeSet<Integer> ports = new TreeSet<>();
            Matcher matcher = BACKEND.matcher(text);
            while (matcher.find()) {
                ports.add(Integer.parseInt(matcher.group(1)));
            }
            boolean ours = text.contains("openclaw") || text.contains("clawdbot");
            return ports.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Use(proxy, file, List.copyOf(ports), ours));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
