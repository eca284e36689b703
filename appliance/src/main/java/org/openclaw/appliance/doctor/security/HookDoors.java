package org.openclaw.appliance.doctor.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.doctor.Instance;

/** What whoever holds the hooks' token could do. */
final class HookDoors implements SecurityCheck {

    private static final int SHORTEST = 24;

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        if (!instance.flag("hooks.enabled", false)) {
            return risks;
        }
        SharedSecretStrength.known(instance, "hooks.token", "OPENCLAW_HOOKS_TOKEN").ifPresent(token -> token(instance, token, risks));
        if (instance.text("hooks.path").filter("/"::equals).isPresent()) {
            risks.add(Risk.critical(
                    "hooks.path_root",
                    "Hooks answer at the root",
                    "hooks.path is \"/\", so every other path is taken for a hook.",
                    "Run `openclaw config set hooks.path /hooks`."));
        }
        if (instance.text("hooks.defaultSessionKey").isEmpty()) {
            risks.add(Risk.warn(
                    "hooks.default_session_key_unset",
                    "Hooks make a session each",
                    "hooks.defaultSessionKey is not set.",
                    "Run `openclaw config set hooks.defaultSessionKey hook:ingress`."));
        }
        List<String> agents = instance.texts("hooks.allowedAgentIds");
        boolean named = instance.config().filter(config -> config.at("hooks.allowedAgentIds").isArray()).isPresent();
        if (!named || agents.contains("*")) {
            risks.add(graded(
                    instance,
                    "hooks.allowed_agent_ids_unrestricted",
                    "Hooks may address every agent",
                    "hooks.allowedAgentIds is not set, or has \"*\".",
                    "List the agents that hooks are for."));
        }
        if (instance.flag("hooks.allowRequestSessionKey", false)) {
            risks.add(graded(
                    instance,
                    "hooks.request_session_key_enabled",
                    "Hooks may choose their session",
                    "hooks.allowRequestSessionKey lets a caller speak in any session.",
                    "Unset it, or bound it with hooks.allowedSessionKeyPrefixes."));
            if (instance.texts("hooks.allowedSessionKeyPrefixes").isEmpty()) {
                risks.add(graded(
                        instance,
                        "hooks.request_session_key_prefixes_missing",
                        "Nothing bounds the sessions hooks may choose",
                        "hooks.allowedSessionKeyPrefixes is empty.",
                        "Set it, for example to [\"hook:\"]."));
            }
        }
        return risks;
    }

    private static void token(Instance instance, String token, List<Risk> risks) {
        boolean reused = Optional.of(token).equals(SharedSecretStrength.known(instance, "gateway.auth.token", "OPENCLAW_GATEWAY_TOKEN"))
                || Optional.of(token).equals(SharedSecretStrength.known(instance, "gateway.auth.password", "OPENCLAW_GATEWAY_PASSWORD"));
        if (reused) {
            risks.add(Risk.critical(
                    "hooks.token_reuse_gateway_token",
                    "The hooks' token is the gateway's secret",
                    "Whoever may call a hook may operate the whole gateway.",
                    "Give hooks a token of their own: `openclaw config set hooks.token <token>`, and tell those who call them."));
        }
        if (token.length() < SHORTEST) {
            risks.add(Risk.warn(
                    "hooks.token_too_short",
                    "The hooks' token is short",
                    "It has " + token.length() + " characters; " + SHORTEST + " random ones can't be guessed.",
                    "Set a longer one: `openclaw config set hooks.token <token>`."));
        }
    }

    private static Risk graded(Instance instance, String id, String title, String detail, String remedy) {
        return SecurityCheck.isExposed(instance) ? Risk.critical(id, title, detail, remedy) : Risk.warn(id, title, detail, remedy);
    }
}
