package org.openclaw.appliance.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.openclaw.appliance.outbound.PublicAddress;
import org.openclaw.appliance.tool.ToolException;

/**
 * Where a request goes: looked up once, checked, and connected to by the very address that was checked, so a name that
 * answers differently the next time gains nothing.
 *
 * @param uri without a fragment
 * @param address all of the host's addresses are public, this is one of them
 */
record Target(URI uri, InetAddress address) {

    private static final int MOST_CHARS = 4_000;

    /** How a name is turned into addresses. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** @param mayBePrivate whether addresses of private networks are let through, as the owner has configured */
    static Target of(String url, Lookup lookup, boolean mayBePrivate) throws ToolException {
        URI uri = parse(url);
        InetAddress[] addresses;
        try {
            addresses = lookup.addresses(uri.getHost());
        } catch (UnknownHostException e) {
            throw new ToolException("There is no host " + uri.getHost() + ".");
        }
        for (InetAddress address : addresses) {
            // One private address among public ones is how a name is made to point inside.
            if (!mayBePrivate && !PublicAddress.is(address)) {
                throw new ToolException("Blocked: " + uri.getHost()
                        + " is an address of a private or special network; only public web addresses are fetched.");
            }
        }
        if (addresses.length == 0) {
            throw new ToolException("There is no host " + uri.getHost() + ".");
        }
        return new Target(uri, addresses[0]);
    }

    private static URI parse(String url) throws ToolException {
        if (url.length() > MOST_CHARS) {
            throw new ToolException("The address is longer than " + MOST_CHARS + " characters.");
        }
        try {
            URI uri = new URI(url.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new ToolException("Only http and https addresses are fetched.");
            }
            if (uri.getHost() == null || uri.getHost().isEmpty() || uri.getPort() > 65_535 || uri.getPort() == 0) {
                throw new ToolException("This address has no valid host: " + url);
            }
            if (isDisguised(uri.getHost())) {
                throw new ToolException("Blocked: this address writes a number where a name should be: " + uri.getHost());
            }
            if (uri.getRawUserInfo() != null) {
                throw new ToolException("Addresses with a user name or password in them are not fetched.");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new ToolException("This is no valid address: " + e.getReason() + ".");
        }
    }

    /** A host that ends in a number is an IPv4 address, and some programs read more forms of it than others: octal, say. */
    private static boolean isDisguised(String host) {
        String[] labels = host.split("\\.", -1);
        String last = labels[labels.length - 1];
        boolean number = !last.isEmpty() && Character.isDigit(last.charAt(0)) && last.chars().allMatch(Target::mayBeInNumber);
        if (host.startsWith("[") || !number) {
            return false;
        }
        boolean plain = labels.length == 4;
        for (String label : labels) {
            plain &= !label.isEmpty() && label.length() <= 3 && label.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (label.length() == 1 || label.charAt(0) != '0');
        }
        return !plain;
    }

    private static boolean mayBeInNumber(int c) {
        return Character.digit(c, 16) >= 0 || c == 'x' || c == 'X';
    }

    boolean encrypted() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    int port() {
        return uri.getPort() > 0 ? uri.getPort() : encrypted() ? 443 : 80;
    }

    /** As the Host header has it. */
    String authority() {
        return uri.getPort() > 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
    }

    String path() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
