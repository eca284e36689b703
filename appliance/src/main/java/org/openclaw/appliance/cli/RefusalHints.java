package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.PrivateHost;
import org.openclaw.appliance.client.Target;

/** What to do when a gateway can't be asked, in sentences for the operator. */
final class RefusalHints {

    /** Only what can be nothing but an id is put into a command that somebody will paste into a shell. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    private RefusalHints() {}

    /** @return the failure's own hints first */
    static List<String> of(ClientException e, ClientFlags flags, Target target) {
        List<String> hints = new ArrayList<>(e.hints());
        switch (e.reason()) {
            case UNREACHABLE, TIMED_OUT -> hints.addAll(unreachable(e, flags, target));
            case REFUSED -> hints.addAll(refused(e, flags));
            case DISCONNECTED, FAILED -> hints.add("Asked " + target.printable() + ".");
        }
        return hints;
    }

    private static List<String> unreachable(ClientException e, ClientFlags flags, Target target) {
        return switch (e.code()) {
            case "DEVICE_KEY", "TLS_REQUIRED" -> List.of();
            case "PLAINTEXT_REFUSED" -> plainText(target.host());
            case "CERT_PIN_MISMATCH" -> List.of(
                    "Either somebody else answers, or the gateway has a new certificate. Compare it with what `openclaw "
                            + "gateway status` shows on the gateway's machine before you change gateway.remote.tlsFingerprint.");
            case "UNABLE_TO_GET_ISSUER_CERT", "CERT_HAS_EXPIRED" -> List.of(
                    "Pin the certificate that `openclaw gateway status` shows on the gateway's machine: "
                            + "`openclaw config set gateway.remote.tlsFingerprint <sha256>`.");
            default -> List.of(
                    flags.url() == null && target.source().startsWith("port from")
                            ? "Start it with `openclaw gateway start`, or in the foreground with `openclaw gateway`; "
                                    + "`openclaw gateway status` shows more."
                            : "Check the URL and that a gateway listens there.");
        };
    }

    private static List<String> plainText(String host) {
        List<String> hints = new ArrayList<>();
        hints.add("Plain ws:// is for this machine, private addresses, .local and .ts.net names. Give the gateway TLS "
                + "(gateway.tls.enabled), or use a tunnel: ssh -N -L 18789:127.0.0.1:18789 user@" + host);
        if (PrivateHost.allows(host, true)) {
            hints.add("If that name stays within your own network: OPENCLAW_ALLOW_INSECURE_PRIVATE_WS=1.");
        }
        return hints;
    }

    private static List<String> refused(ClientException e, ClientFlags flags) {
        boolean given = flags.token() != null || flags.password() != null;
        String secret = flags.url() == null || given
                ? "Give the right secret with --token or --password, or OPENCLAW_GATEWAY_TOKEN."
                : "Stored credentials are not sent to a --url; give --token or --password.";
        return switch (e.detailCode()) {
            case "PAIRING_REQUIRED" -> approval(e.error().path("details"));
            case "AUTH_DEVICE_TOKEN_MISMATCH" -> List.of(
                    "The token that this gateway gave this device was replaced or revoked. It is forgotten now; connect once "
                            + "more with --token or --password.");
            case "AUTH_SCOPE_MISMATCH" -> List.of(
                    "This device's token allows less than that. Connect once with --token or --password to ask for more, "
                            + "then approve the request on the gateway's machine.");
            case "AUTH_RATE_LIMITED" -> List.of(later(e.error().path("retryAfterMs").asLong()));
            case "AUTH_BOOTSTRAP_TOKEN_INVALID" -> List.of("Make a new code on the gateway's machine: openclaw qr");
            case "DEVICE_AUTH_SIGNATURE_EXPIRED" -> List.of("Set the clock of this machine or of the gateway's.");
            case "PROTOCOL_MISMATCH" -> List.of("Bring this program and the gateway to the same version.");
            default -> other(e, secret);
        };
    }

    private static List<String> other(ClientException e, String secret) {
        if (e.stillStarting()) {
            return List.of("The gateway is still starting; try again in a moment.");
        }
        boolean credentials =
                e.getMessage().startsWith("unauthorized") || e.getMessage().startsWith("device identity required");
        return credentials ? List.of(secret) : List.of();
    }

    private static List<String> approval(JsonNode details) {
        String request = details.path("requestId").asText("");
        if (!ID.matcher(request).matches()) {
            return List.of("On the gateway's machine, see who waits: openclaw devices list");
        }
        return List.of(
                "Request " + request + " waits for five minutes. On the gateway's machine, run:",
                "  openclaw devices approve " + request,
                "Then run this command again.");
    }

    private static String later(long millis) {
        return millis > 0
                ? "Try again in " + Math.ceilDiv(millis, 1000) + " seconds."
                : "Try again in a few minutes.";
    }
}
