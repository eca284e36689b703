package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.protocol.ConfigParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Call;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Changes of the configuration that clients ask for. Each is checked as a whole, also for whether a gateway could start with
 * it, written only over the text its author saw, and in force, as far as that needs no restart, before it is answered.
 */
public final class ConfigWrites {

    private static final String STALE = "config changed since last load; re-run config.get and retry";
    private static final String HASHLESS = "config base hash required; re-run config.get and retry";

    /** What interfaces remember for their user; the last one who writes it is right, so it needs no hash. */
    private static final String PREFERENCES = "ui.prefs";

    private static final int MOST_KEYS_IN_LOG = 20;
    private static final TaggedLogger LOG = Logger.tag("gateway/config");

    private final ConfigFile file;
    private final ConfigReload reload;
    private final FollowUp followUp;

    public ConfigWrites(ConfigFile file, ConfigReload reload, FollowUp followUp) {
        this.file = file;
        this.reload = reload;
        this.followUp = followUp;
    }

    void set(Call call, ConfigParams.Set params) throws ProtocolException {
        Reading base = read();
        requireHash(base, params.baseHash());
        parse(params.raw());
        Draft.Ready draft = ready(file.replacing(base, params.raw()));
        refuseLostAgents(base, draft);
        commit(call, new Wish("config.set", null, Optional.empty()), draft);
    }

    void apply(Call call, ConfigParams.Apply params) throws ProtocolException {
        Reading base = read();
        requireHash(base, params.baseHash());
        parse(params.raw());
        Draft.Ready draft = ready(file.replacing(base, params.raw()));
        commit(call, new Wish("config.apply", params.note(), Optional.ofNullable(params.restartDelayMs())), draft);
    }

    void patch(Call call, ConfigParams.Patch params) throws ProtocolException {
        Reading base = read();
        boolean hashless = blank(params.baseHash());
        if (!hashless) {
            requireHash(base, params.baseHash());
        }
        if (base.result() instanceof LoadResult.Invalid invalid) {
            throw WriteErrors.invalid(invalid.problems(), "; fix it (openclaw config validate) before patching");
        }
        if (!(parse(params.raw()) instanceof ObjectNode patch)) {
            throw ProtocolException.invalid("config.patch raw must be an object");
        }
        if (hashless && !structured(patch)) {
            throw ProtocolException.invalid(HASHLESS);
        }
        Draft.Ready draft = merged(base, patch, params.replacePaths() == null ? List.of() : params.replacePaths());
        if (hashless && base.text().isPresent()) {
            requirePreferencesOnly(draft.changedKeys());
        }
        if (draft.changedPaths().isEmpty()) {
            call.reply(unchanged(draft));
            return;
        }
        commit(call, new Wish("config.patch", params.note(), Optional.ofNullable(params.restartDelayMs())), draft);
    }

    /**
     * What a client wants beside the change.
     *
     * @param method the method that was called
     * @param note for people; null for none
     * @param restartDelayMillis when to restart, where the gateway doesn't do so by itself
     */
    record Wish(String method, String note, Optional<Long> restartDelayMillis) {}

    private void commit(Call call, Wish wish, Draft.Ready draft) throws ProtocolException {
        ReloadPlan plan = plan(draft);
        String hash = write(draft);
        LOG.info("{} by {} from {}: {}", wish.method(), call.caller().client().id(), call.caller().address(), named(draft.changedPaths()));
        ObjectNode answer = Json.object().put("ok", true).put("path", file.path().toString()).put("hash", hash);
        answer.set("config", Redaction.redact(draft.result().config().root()));
        if (wish.method().equals("config.patch")) {
            answer.set("changedPaths", Json.tree(draft.changedPaths()));
        }
        // Another secret ends the connections made with the old one; who changed it learns the outcome first.
        boolean endsConnections = draft.changedKeys().stream().anyMatch(path -> path.startsWith("gateway.auth"));
        if (!endsConnections) {
            reload.check();
            followUp.refuseUnapplied(wish, reload.state());
        }
        followUp.describe(answer, wish, plan);
        call.reply(answer);
        if (endsConnections) {
            reload.check();
        }
    }

    private ReloadPlan plan(Draft.Ready draft) throws ProtocolException {
        try {
            return reload.preview(draft.result());
        } catch (StartRefusal e) {
            throw ProtocolException.invalid("invalid config: " + e.getMessage());
        }
    }

    private String write(Draft.Ready draft) throws ProtocolException {
        try {
            return switch (file.commit(draft)) {
                case WriteResult.Written written -> written.hash();
                case WriteResult.Stale stale -> throw ProtocolException.invalid(STALE);
                case WriteResult.Refused refused -> throw WriteErrors.invalid(refused.problems(), "");
            };
        } catch (IOException e) {
            throw ProtocolException.unavailable(
                    "the configuration file can't be written; check its owner and permissions and whether the disk is full");
        }
    }

    private Reading read() throws ProtocolException {
        try {
            return file.read();
        } catch (IOException e) {
            throw ProtocolException.unavailable("the configuration file can't be read; check its owner and permissions");
        }
    }

    private static void requireHash(Reading base, String hash) throws ProtocolException {
        if (base.text().isEmpty()) {
            return;
        }
        if (blank(hash)) {
            throw ProtocolException.invalid(HASHLESS);
        }
        if (!base.hash().equals(hash.strip())) {
            throw ProtocolException.invalid(STALE);
        }
    }

    private static boolean blank(String hash) {
        return hash == null || hash.isBlank();
    }

    private static JsonNode parse(String raw) throws ProtocolException {
        try {
            return Json5.parse(raw);
        } catch (Json5Exception e) {
            throw ProtocolException.invalid("SyntaxError: JSON5: " + e.getMessage() + " at " + e.line() + ":" + e.column());
        }
    }

    private static Draft.Ready ready(Draft draft) throws ProtocolException {
        return switch (draft) {
            case Draft.Ready ready -> ready;
            case Draft.Refused refused -> throw WriteErrors.invalid(refused.problems(), "");
        };
    }

    private Draft.Ready merged(Reading base, ObjectNode patch, List<String> replacePaths) throws ProtocolException {
        try {
            return ready(file.merging(base, patch, replacePaths));
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalid(e.getMessage());
        }
    }

    /** Whether the patch leaves the shape of {@code ui.prefs} as it is. */
    private static boolean structured(ObjectNode patch) {
        JsonNode ui = patch.path("ui");
        return ui.isMissingNode() || ui.isObject() && (!ui.has("prefs") || ui.get("prefs").isObject());
    }

    private static void requirePreferencesOnly(List<String> changed) throws ProtocolException {
        List<String> guarded = changed.stream()
                .filter(path -> !path.equals(PREFERENCES) && !path.startsWith(PREFERENCES + "."))
                .toList();
        if (!guarded.isEmpty()) {
            throw ProtocolException.invalid("config base hash required for " + named(guarded) + "; re-run config.get and retry with baseHash");
        }
    }

    private static void refuseLostAgents(Reading base, Draft.Ready draft) throws ProtocolException {
        if (base.result() instanceof LoadResult.Loaded before) {
            JsonNode kept = draft.result().config().at("agents.entries");
            List<String> lost = before.config().at("agents.entries").propertyStream()
                    .map(Map.Entry::getKey)
                    .filter(id -> !kept.has(id))
                    .sorted()
                    .toList();
            if (!lost.isEmpty()) {
                throw ProtocolException.invalid("config.set would remove existing agent entries: " + named(lost)
                        + ". Use config.apply where that is intended.");
            }
        }
    }

    private ObjectNode unchanged(Draft.Ready draft) {
        ObjectNode answer = Json.object().put("ok", true).put("noop", true);
        answer.putArray("changedPaths");
        answer.put("path", file.path().toString());
        answer.set("config", Redaction.redact(draft.result().config().root()));
        return answer;
    }

    private static String named(List<String> paths) {
        List<String> first = paths.stream().limit(MOST_KEYS_IN_LOG).toList();
        return String.join(", ", first) + (paths.size() > first.size() ? " and " + (paths.size() - first.size()) + " more" : "");
    }
}
