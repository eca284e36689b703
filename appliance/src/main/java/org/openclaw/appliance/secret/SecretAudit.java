package org.openclaw.appliance.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.secret.AuditReport.Code;

/**
 * Looks for secrets that lie about as plain text and for references that lead nowhere: in the configuration, the
 * {@code .env} files, the auth profiles, generated model lists, and the store. Changes nothing, and quotes no value.
 */
public final class SecretAudit {

    private static final long LARGEST_MODELS = 5L * 1024 * 1024;
    private static final List<String> TELLING_HEADERS =
            List.of("authorization", "x-api-key", "token", "secret", "password", "credential");

    private final StatePaths paths;
    private final ConfigFile file;
    private final SecretStore store;
    private final TargetShapes shapes = TargetShapes.load();
    private final AuditReport report = new AuditReport();
    private final Map<String, SecretRef> references = new LinkedHashMap<>();
    private final Set<String> plainInConfig = new TreeSet<>();
    private final Map<String, String> referredProviders = new LinkedHashMap<>();

    public SecretAudit(StatePaths paths, Environment environment, Clock clock) {
        this.paths = paths;
        this.file = new ConfigFile(paths, environment);
        this.store = new SecretStore(paths, clock);
    }

    /**
     * @param runPrograms whether exec providers may be run
     * @throws IOException with a sentence, when something can't be read
     */
    public AuditReport run(boolean runPrograms) throws IOException {
        Reading reading = file.read();
        if (reading.result() instanceof LoadResult.Invalid invalid) {
            throw new IOException("the configuration is invalid: " + invalid.problems().getFirst().text());
        }
        report.scanned(file.path());
        configuration(reading.tree());
        environmentFiles();
        agents();
        residue();
        if (reading.result() instanceof LoadResult.Loaded loaded) {
            resolve(loaded, runPrograms);
        }
        return report;
    }

    private void configuration(JsonNode tree) {
        References.written(tree).forEach((keys, ref) -> {
            if (!Owner.isIdle(tree, keys)) {
                references.put(KeyPath.text(keys), ref);
            }
            Owner owner = Owner.of(keys);
            if (owner.kind().equals("provider")) {
                referredProviders.put(owner.id(), KeyPath.text(keys));
            }
        });
        plain(tree, List.of());
    }

    private void plain(JsonNode node, List<String> keys) {
        if (SecretRef.isReference(node)) {
            return;
        }
        node.properties().forEach(entry -> plain(entry.getValue(), References.append(keys, entry.getKey())));
        boolean text = node.isTextual() && !node.textValue().isBlank() && SecretRef.written(node).isEmpty();
        Optional<TargetShapes.Shape> shape = text ? shapes.of(keys) : Optional.empty();
        if (shape.isEmpty() || mixed(node.textValue()) || isVariable(keys, node) || isHarmlessHeader(shape.get(), keys)) {
            return;
        }
        plainInConfig.add(node.textValue());
        report.add(Code.PLAINTEXT_FOUND, file.path(), KeyPath.text(keys),
                KeyPath.text(keys) + " is plain text. Move it: openclaw secrets configure");
    }

    /** A name of a variable in the place of a key means the variable. */
    private static boolean isVariable(List<String> keys, JsonNode node) {
        return keys.getLast().equals("apiKey") && SecretRef.isName(node.textValue()) && node.textValue().contains("_");
    }

    private static boolean mixed(String text) {
        return text.contains("${");
    }

    private static boolean isHarmlessHeader(TargetShapes.Shape shape, List<String> keys) {
        return shape.id().endsWith(".headers.*") && !tells(keys.getLast());
    }

    private static boolean tells(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return TELLING_HEADERS.stream().anyMatch(name::contains);
    }

    private void environmentFiles() throws IOException {
        for (Path env : EnvFiles.of(paths)) {
            report.scanned(env);
            EnvFiles.read(env).forEach((name, value) -> {
                if (!value.isEmpty() && SecretStore.Kind.guess(name) == SecretStore.Kind.SECRET) {
                    report.add(Code.PLAINTEXT_FOUND, env, name, name + " looks like a secret and is plain text in .env");
                }
            });
        }
    }

    private void agents() throws IOException {
        Path agents = paths.stateDir().resolve("agents");
        if (!Files.isDirectory(agents)) {
            return;
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(agents)) {
            for (Path agent : each) {
                String id = agent.getFileName().toString();
                profiles(id, AuthProfiles.fileOf(paths.stateDir(), id));
                models(agent.resolve("agent").resolve("models.json"));
                Path old = agent.resolve("agent").resolve("auth.json");
                if (Files.exists(old)) {
                    report.scanned(old);
                    report.add(Code.LEGACY_RESIDUE, old, "", old + " is of an older program and may hold credentials; remove it");
                }
            }
        }
    }

    private void profiles(String agent, Path profiles) throws IOException {
        Optional<? extends JsonNode> tree = AuthProfiles.read(profiles);
        if (tree.isEmpty()) {
            return;
        }
        report.scanned(profiles);
        for (Map.Entry<String, JsonNode> entry : tree.get().path("profiles").properties()) {
            String path = "profiles." + entry.getKey();
            JsonNode profile = entry.getValue();
            for (AuthProfiles.Type type : AuthProfiles.Type.values()) {
                if (profile.path(type.field()).isTextual() && !profile.path(type.field()).textValue().isBlank()) {
                    report.add(Code.PLAINTEXT_FOUND, profiles, path + "." + type.field(),
                            path + "." + type.field() + " of agent " + agent + " is plain text; refer to it with "
                                    + type.refField());
                }
                SecretRef.of(profile.path(type.refField())).ifPresent(ref -> {
                    references.put(path + "." + type.refField() + " (agent " + agent + ")", ref);
                    shadow(profiles, path, profile.path("provider").asText());
                });
            }
            if (profile.path("type").asText().equals("oauth")) {
                report.add(Code.LEGACY_RESIDUE, profiles, path, path + " holds OAuth credentials, which this program doesn't use");
            }
        }
    }

    private void shadow(Path profiles, String path, String provider) {
        String shadowed = referredProviders.get(provider);
        if (shadowed != null) {
            report.add(Code.REF_SHADOWED, profiles, path, path + " takes precedence over " + shadowed
                    + ", so that one is never used; remove one of them");
        }
    }

    private void models(Path models) {
        if (!Files.exists(models, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        report.scanned(models);
        try {
            if (!Files.isRegularFile(models, LinkOption.NOFOLLOW_LINKS) || Files.size(models) > LARGEST_MODELS) {
                report.add(Code.REF_UNRESOLVED, models, "", models + " is no regular file of at most 5 MiB");
                return;
            }
            for (Map.Entry<String, JsonNode> entry : Json.parse(Files.readString(models)).path("providers").properties()) {
                generated(models, entry.getKey(), entry.getValue());
            }
        } catch (JsonProcessingException e) {
            report.add(Code.REF_UNRESOLVED, models, "", models + " is no JSON");
        } catch (IOException e) {
            report.add(Code.REF_UNRESOLVED, models, "", models + " can't be read");
        }
    }

    private void generated(Path models, String provider, JsonNode settings) {
        JsonNode key = settings.path("apiKey");
        if (key.isTextual() && !key.textValue().isBlank() && !SecretRef.isName(key.textValue())) {
            String path = "providers." + provider + ".apiKey";
            report.add(Code.PLAINTEXT_FOUND, models, path, path + " is plain text in a generated file; remove the file");
        }
        settings.path("headers").properties().forEach(header -> {
            if (header.getValue().isTextual() && tells(header.getKey())) {
                String path = "providers." + provider + ".headers." + header.getKey();
                report.add(Code.PLAINTEXT_FOUND, models, path, path + " is plain text in a generated file; remove the file");
            }
        });
    }

    private void residue() throws IOException {
        for (SecretStore.Entry entry : store.entries()) {
            if (plainInConfig.contains(entry.value())) {
                report.add(Code.STORE_PLAINTEXT_RESIDUE, file.path(), entry.name(), "the stored secret " + entry.name()
                        + " also stands in the configuration as plain text");
            }
        }
    }

    private void resolve(LoadResult.Loaded loaded, boolean runPrograms) {
        Providers providers = new Providers(loaded.config(), loaded.environment(), store);
        Map<SecretRef, Resolution> outcomes = new Resolver(providers, runPrograms).resolve(Set.copyOf(references.values()));
        references.forEach((path, ref) -> {
            if (outcomes.get(ref) instanceof Resolution.Fault fault) {
                if (fault.kind() == Resolution.Kind.NOT_RUN) {
                    report.skipped();
                } else {
                    report.unresolved(fault.kind() == Resolution.Kind.PLACEHOLDER, file.path(), path, path + ": " + fault.sentence());
                }
            } else {
                report.resolved();
            }
        });
    }
}
