package org.openclaw.appliance.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The name servers that the system's resolver asks, resolv.conf(5). */
public final class NameServers {

    private static final int MOST = 8;
    private static final long MOST_BYTES = 64 * 1024;

    private NameServers() {}

    /** @param file usually {@code /etc/resolv.conf} @return in the order they are asked; empty where there is no such file */
    public static List<InetAddress> of(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return List.of();
            }
            List<InetAddress> found = new ArrayList<>();
            for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[0].equals("nameserver") && found.size() < MOST) {
                    add(words[1], found);
                }
            }
            return found;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void add(String address, List<InetAddress> found) {
        try {
            found.add(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            // The resolver doesn't understand it either.
        }
    }

    /**
     * A name server as the configuration has it: an address, or an address and a port.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String address = port ? text.substring(0, colon) : text;
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return new InetSocketAddress(
                InetAddress.ofLiteral(address), port ? Integer.parseInt(text.substring(colon + 1)) : DnsQuery.PORT);
    }
}
