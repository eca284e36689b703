package org.openclaw.appliance.pairing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.access.SetupAccess;
import org.openclaw.appliance.access.SetupCodes;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.protocol.DeviceParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.qr.QrCode;
import org.openclaw.appliance.qr.QrImage;

/** Setup codes: where this gateway is and a one-time secret, in one text that fits a QR code. Thread-safe. */
public final class SetupLinks {

    private static final String PLUGIN_URL = "plugins.entries.device-pair.config.publicUrl";

    private final SetupCodes codes;
    private final GatewaySettings settings;
    private final Supplier<List<String>> lanAddresses;

    /** @param lanAddresses this host's private IPv4 addresses; asked on every code */
    public SetupLinks(SetupCodes codes, GatewaySettings settings, Supplier<List<String>> lanAddresses) {
        this.codes = codes;
        this.settings = settings;
        this.lanAddresses = lanAddresses;
    }

    /** @param source which setting the URL comes from */
    private record Reachable(URI url, String source) {}

    ObjectNode make(DeviceParams.SetupCode params) throws ProtocolException {
        if (Boolean.TRUE.equals(params.joinUrl())) {
            throw ProtocolException.invalid("this gateway serves no join URLs; use the setup code itself");
        }
        Reachable reachable = reachable(params);
        SetupAccess wanted = params.bootstrapProfile() == null
                ? SetupAccess.FULL
                : SetupAccess.valueOf(params.bootstrapProfile().toUpperCase(Locale.ROOT));
        // Who watches a network without encryption could race the device with the code he saw.
        boolean downgraded = wanted == SetupAccess.FULL && !guarded(reachable.url());
        SetupCodes.Issued issued = codes.issue(downgraded ? SetupAccess.LIMITED : wanted);
        String url = reachable.url().toString();
        String document = Json.text(Json.object()
                .put("url", url)
                .put("bootstrapToken", issued.token())
                .put("expiresAtMs", issued.expiresAtMs()));
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(document.getBytes(StandardCharsets.UTF_8));
        ObjectNode answer = Json.object().put("setupId", issued.setupId()).put("setupCode", code);
        if (!Boolean.FALSE.equals(params.includeQr())) {
            QrCode.of(code.getBytes(StandardCharsets.US_ASCII))
                    .ifPresent(picture -> answer.put("qrDataUrl", QrImage.dataUrl(picture)));
        }
        answer.put("gatewayUrl", url)
                .put("auth", settings.auth().mode().wireName().equals("password") ? "password" : "token")
                .put("urlSource", reachable.source())
                .put("access", issued.access().wireName())
                .put("expiresAtMs", issued.expiresAtMs());
        return downgraded ? answer.put("accessDowngraded", true) : answer;
    }

    ObjectNode status(String setupId) {
        ObjectNode status = Json.object();
        codes.completion(setupId)
                .ifPresent(completion -> status.set(
                        completion.delivered() ? "completion" : "deliveryUncertain",
                        DeviceViews.completion(setupId, completion)));
        return status;
    }

    private Reachable reachable(DeviceParams.SetupCode params) throws ProtocolException {
        if (params.publicUrl() != null) {
            return checked(params.publicUrl(), "request.publicUrl");
        }
        Optional<String> remote = settings.config().text("gateway.remote.url");
        if (Boolean.TRUE.equals(params.preferRemoteUrl()) && remote.isPresent()) {
            return checked(remote.get(), "gateway.remote.url");
        }
        Optional<String> configured = settings.config().text(PLUGIN_URL);
        if (configured.isPresent()) {
            return checked(configured.get(), PLUGIN_URL);
        }
        if (settings.bind().loopbackOnly()) {
            throw ProtocolException.invalid("Gateway is only bound to loopback. Set gateway.bind=lan, enable tailscale serve, "
                    + "or configure " + PLUGIN_URL + ".");
        }
        List<String> addresses = lanAddresses.get();
        if (addresses.isEmpty()) {
            throw ProtocolException.invalid(
                    "gateway.bind=" + settings.bind().mode() + " set, but no private LAN IP was found.");
        }
        boolean tls = settings.config().flag("gateway.tls.enabled", false);
        return checked(
                (tls ? "wss" : "ws") + "://" + addresses.getFirst() + ":" + settings.port(),
                "gateway.bind=" + settings.bind().mode());
    }

    private static Reachable checked(String text, String source) throws ProtocolException {
        try {
            URI given = new URI(text.strip());
            String scheme = switch (String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT)) {
                case "wss", "https" -> "wss";
                case "ws", "http" -> "ws";
                default -> throw ProtocolException.invalid(source + " must start with wss:// or ws://");
            };
            if (given.getHost() == null || given.getRawUserInfo() != null) {
                throw ProtocolException.invalid(source + " needs a host and no user part");
            }
            String path = given.getRawPath() == null || given.getRawPath().equals("/") ? "" : given.getRawPath();
            URI url = new URI(scheme + "://" + given.getHost() + (given.getPort() > 0 ? ":" + given.getPort() : "") + path);
            if (scheme.equals("ws") && !isPrivate(url.getHost())) {
                throw ProtocolException.invalid(
                        source + " is public and not encrypted; use a wss:// URL, or a private address");
            }
            return new Reachable(url, source);
        } catch (URISyntaxException e) {
            throw ProtocolException.invalid(source + " is no URL: " + e.getReason());
        }
    }

    private static boolean guarded(URI url) {
        return url.getScheme().equals("wss") || isLoopback(url.getHost());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    // By the text alone: a name would have to be looked up, and may mean something else to the device.
    private static boolean isPrivate(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return isLoopback(name)
                || name.endsWith(".local")
                || name.matches("(10|169\\.254|192\\.168|172\\.(1[6-9]|2\\d|3[01]))(\\.\\d{1,3}){2,3}")
                || name.matches("\\[f[cd][0-9a-f]{2}:.*]");
    }
}
