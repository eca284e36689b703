package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code config.get}: the configuration as it is on disk and as it is in force, without secrets. */
public final class ConfigMethods {

    private final ConfigFile file;
    private final Supplier<Config> inForce;

    public ConfigMethods(ConfigFile file, Supplier<Config> inForce) {
        this.file = file;
        this.inForce = inForce;
    }

    public List<Method<?>> methods() {
        return List.of(Method.of("config.get", Access.READ, NoParams.class, this::get));
    }

    private Object get(Caller caller, NoParams params) throws ProtocolException {
        try {
            return describe(file.text(), file.hash());
        } catch (IOException e) {
            throw ProtocolException.unavailable("the configuration file can't be read; check its owner and permissions");
        }
    }

    private ObjectNode describe(Optional<String> text, Optional<String> hash) {
        LoadResult loaded = file.load();
        JsonNode running = Redaction.redact(inForce.get().root());
        ObjectNode answer = Json.object().put("path", file.path().toString()).put("exists", text.isPresent());
        answer.putArray("includedPaths");
        answer.putArray("includeProvenance");
        JsonNode parsed = text.map(ConfigMethods::parsed).orElseGet(Json::object);
        answer.put("raw", text.map(ConfigMethods::withoutSecrets).orElse(null));
        answer.set("parsed", parsed);
        answer.set("sourceConfig", parsed);
        ArrayNode issues = Json.array();
        ArrayNode warnings = Json.array();
        JsonNode onDisk = running;
        switch (loaded) {
            case LoadResult.Loaded valid -> {
                onDisk = Redaction.redact(valid.config().root());
                valid.warnings().forEach(problem -> warnings.add(issue(problem)));
                valid.includedFiles().forEach(path -> ((ArrayNode) answer.get("includedPaths")).add(path.toString()));
            }
            case LoadResult.Invalid invalid -> invalid.problems().forEach(problem -> issues.add(issue(problem)));
            case LoadResult.Missing missing -> { }
        }
        answer.set("resolved", onDisk);
        answer.put("valid", !(loaded instanceof LoadResult.Invalid));
        answer.set("runtimeConfig", running);
        answer.set("config", onDisk);
        answer.put("hash", hash.orElse(""));
        answer.set("issues", issues);
        answer.set("warnings", warnings);
        answer.putArray("legacyIssues");
        answer.put("configRevisionHash", hash.orElse("")).put("appliedConfigHash", inForce.get().hash());
        return answer;
    }

    private static JsonNode parsed(String text) {
        try {
            return Redaction.redact(Json5.parse(text));
        } catch (Json5Exception e) {
            return Json.object();
        }
    }

    // A text that can't be parsed can't be cleaned of secrets either, so nothing of it is shown.
    private static String withoutSecrets(String text) {
        try {
            return Redaction.redact(text);
        } catch (Json5Exception e) {
            return null;
        }
    }

    private static ObjectNode issue(Problem problem) {
        ObjectNode issue = Json.object().put("path", problem.path()).put("message", problem.message());
        if (!problem.allowed().isEmpty()) {
            ArrayNode allowed = issue.putArray("allowedValues");
            problem.allowed().forEach(allowed::add);
        }
        if (problem.line() > 0) {
            issue.put("line", problem.line()).put("column", problem.column());
        }
        return issue;
    }
}
