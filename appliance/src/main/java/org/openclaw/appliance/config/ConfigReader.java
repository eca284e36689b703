package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Makes a configuration of a file's bytes: includes, environment, checks, aliases, in this order. Writes nothing. */
final class ConfigReader {

    private final Path file;
    private final Environment environment;

    ConfigReader(Path file, Environment environment) {
        this.file = file;
        this.environment = environment;
    }

    LoadResult read(byte[] bytes, String hash) {
        Includes includes = new Includes(file, environment);
        try {
            JsonNode whole = includes.read(bytes);
            return whole instanceof ObjectNode written
                    ? build(written, includes.sources(), hash)
                    : new LoadResult.Invalid(List.of(new Problem(
                            Problem.ROOT, "Invalid input: expected object", List.of(), file, 1, 1)));
        } catch (InvalidConfigException e) {
            return new LoadResult.Invalid(List.of(e.problem()));
        }
    }

    private LoadResult build(ObjectNode written, Sources sources, String hash) {
        Environment complete = withVariables(written);
        Substitution substitution = new Substitution(complete);
        ObjectNode root = (ObjectNode) substitution.apply(written);
        Map<String, String> unavailable = new LinkedHashMap<>();
        substitution.missing().forEach((path, name) -> unavailable.put(KeyPath.text(path), name));
        Validator validator = new Validator(unavailable.keySet());
        validator.check(root);
        if (!validator.problems().isEmpty()) {
            return new LoadResult.Invalid(validator.problems().stream()
                    .map(problem -> sources.located(problem, validator.place(problem))).toList());
        }
        dropUnavailable(root, substitution.missing());
        Aliases aliases = new Aliases(root);
        aliases.apply(validator.aliases());
        List<Problem> refused = new ArrayList<>(aliases.problems());
        refuseTinyBudget(root, refused);
        if (!refused.isEmpty()) {
            return new LoadResult.Invalid(located(refused, sources));
        }
        List<Problem> warnings = new ArrayList<>(aliases.warnings());
        unavailable.forEach((path, name) -> warnings.add(Problem.of(path,
                "Missing env var \"" + name + "\" - feature using this value will be unavailable")));
        return new LoadResult.Loaded(new Config(root, hash, unavailable), complete, located(warnings, sources),
                validator.inertKeys(), sources.included());
    }

    /** The environment with what the configuration's own {@code env.vars} adds to it. */
    private Environment withVariables(ObjectNode written) {
        Map<String, String> variables = new TreeMap<>();
        JsonNode vars = new Substitution(environment).apply(written.path("env").path("vars"));
        for (Map.Entry<String, JsonNode> entry : vars.properties()) {
            if (entry.getValue().isTextual() && !entry.getValue().textValue().contains("${")) {
                variables.put(entry.getKey(), entry.getValue().textValue());
            }
        }
        return variables.isEmpty() ? environment : environment.withFallback(variables);
    }

    private static void refuseTinyBudget(ObjectNode root, List<Problem> refused) {
        for (String path : List.of("gateway.maxMemory", "appliance.memory.budget")) {
            OptionalLong bytes = MemorySize.bytes(KeyPath.resolve(root, KeyPath.parse(path)));
            if (bytes.isPresent() && bytes.getAsLong() < MemorySize.LEAST_BUDGET) {
                refused.add(Problem.of(path, "Too small: expected at least 96m, which an idle gateway needs"));
            }
        }
    }

    // An element of a list keeps its place as null, or its neighbours would move.
    private static void dropUnavailable(ObjectNode root, Map<List<String>, String> missing) {
        for (List<String> path : missing.keySet()) {
            JsonNode parent = KeyPath.resolve(root, path.subList(0, path.size() - 1));
            if (parent instanceof ObjectNode object) {
                object.remove(path.getLast());
            } else if (parent instanceof ArrayNode array) {
                array.setNull(KeyPath.index(path.getLast()));
            }
        }
    }

    private static List<Problem> located(List<Problem> problems, Sources sources) {
        return problems.stream()
                .map(problem -> sources.located(problem, KeyPath.parse(problem.path())))
                .toList();
    }
}
