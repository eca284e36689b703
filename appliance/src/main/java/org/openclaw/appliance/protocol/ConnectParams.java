package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Parameters of {@code connect}, the first request of every connection. Absent properties are null. */
public record ConnectParams(
        @Required @Range(min = 1) Long minProtocol,
        @Required @Range(min = 1) Long maxProtocol,
        @Required Client client,
        @Length(min = 1) List<String> caps,
        @Length(min = 1) List<String> commands,
        JsonNode computerUse,
        WorkerRuns workerRuns,
        Map<String, Boolean> permissions,
        String pathEnv,
        @Length(min = 1) String role,
        @Length(min = 1) List<String> scopes,
        ObjectNode modelCatalog,
        Device device,
        Auth auth,
        String locale,
        String userAgent) {

    /** What the client says of itself. */
    public record Client(
            @Required
                    @OneOf({
                        "webchat-ui",
                        "openclaw-control-ui",
                        "openclaw-browser-copilot",
                        "openclaw-tui",
                        "webchat",
                        "cli",
                        "gateway-client",
                        "openclaw-macos",
                        "openclaw-linux",
                        "openclaw-ios",
                        "openclaw-watchos",
                        "openclaw-android",
                        "node-host",
                        "openclaw-worker",
                        "test",
                        "fingerprint",
                        "openclaw-probe"
                    })
                    String id,
            @Length(min = 1) String displayName,
            @Required @Length(min = 1) String version,
            @Length(min = 1, max = 96) String buildId,
            @Required @Length(min = 1) String platform,
            @Length(min = 1) String deviceFamily,
            @Length(min = 1) String modelIdentifier,
            @Length(min = 1, max = 64) String timeZone,
            @Required @OneOf({"webchat", "cli", "ui", "backend", "node", "worker", "probe", "test"}) String mode,
            @Length(min = 1) String instanceId) {}

    /** A device's proof of its identity: a signature over the challenge. */
    public record Device(
            @Required @Length(min = 1) String id,
            @Required @Length(min = 1) String publicKey,
            @Required @Length(min = 1) String signature,
            @Required @Range(min = 0) Long signedAt,
            @Required @Length(min = 1) String nonce) {}

    /** Credentials. Never prints itself. */
    public record Auth(
            String token,
            String bootstrapToken,
            String deviceToken,
            String password,
            String approvalRuntimeToken,
            String agentRuntimeIdentityToken) {

        @Override
        public String toString() {
            return "Auth[…]";
        }
    }

    /** What a worker host can run. */
    public record WorkerRuns(
            @Required @Length(min = 64, max = 64) @Matches("^[a-f0-9]{64}$") String bundleHash,
            @Required @Length(min = 1, max = 128) String openclawVersion,
            @Required @Items(max = 64) @Length(min = 1, max = 128) List<String> protocolFeatures,
            @Range(min = 1, max = 9007199254740991L) Long bundlePrewarm) {}
}
