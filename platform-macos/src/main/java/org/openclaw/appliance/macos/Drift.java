package org.openclaw.appliance.macos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.openclaw.appliance.platform.ServiceException;

/** How an installed definition differs from the one that would be written today. Never tells values that may be secret. */
final class Drift {

    private static final Pattern SECRET = Pattern.compile("(?i).*(TOKEN|PASSWORD|PASSWD|SECRET|KEY|CREDENTIAL).*");
    private static final String ENVIRONMENT = "EnvironmentVariables";
    private static final String ARGUMENTS = "ProgramArguments";

    private Drift() {}

    static List<String> between(Path file, LaunchAgent agent) {
        if (!Files.exists(file)) {
            return List.of();
        }
        Optional<Map<String, Object>> installed = PropertyList.read(file);
        if (installed.isEmpty()) {
            return List.of(file + " is no property list that can be read");
        }
        List<String> sentences = new ArrayList<>();
        try {
            Map<String, Object> wanted = parse(agent.definition());
            TreeSet<String> keys = new TreeSet<>(wanted.keySet());
            keys.addAll(installed.get().keySet());
            for (String key : keys) {
                if (key.equals(ENVIRONMENT)) {
                    variables(installed.get(), wanted, sentences);
                } else {
                    compare(key, installed.get().get(key), wanted.get(key), sentences);
                }
            }
        } catch (ServiceException e) {
            return List.of(e.getMessage());
        }
        if (!agent.plan().secretEnvironment().isEmpty() && !holds(agent.environmentFile(), agent.secrets())) {
            sentences.add("the secret variables in " + agent.environmentFile() + " are not the present ones");
        }
        return List.copyOf(sentences);
    }

    /** The variables whose names don't sound like a secret's. */
    static Map<String, String> withoutSecrets(Map<String, String> variables) {
        Map<String, String> harmless = new TreeMap<>(variables);
        harmless.keySet().removeIf(name -> SECRET.matcher(name).matches());
        return harmless;
    }

    /** The file with secret variables that a definition names. */
    static Optional<String> environmentFile(Path definition) {
        return PropertyList.read(definition)
                .map(plist -> PropertyList.texts(plist, ARGUMENTS))
                .filter(words -> !LaunchAgent.command(words).equals(words))
                .map(words -> words.get(words.size() - LaunchAgent.command(words).size() - 1));
    }

    private static void variables(Map<String, Object> installed, Map<String, Object> wanted, List<String> sentences) {
        Map<String, String> have = PropertyList.textsByName(installed, ENVIRONMENT);
        Map<String, String> want = PropertyList.textsByName(wanted, ENVIRONMENT);
        TreeSet<String> names = new TreeSet<>(have.keySet());
        names.addAll(want.keySet());
        for (String name : names) {
            if (SECRET.matcher(name).matches()) {
                if (have.containsKey(name)) {
                    sentences.add("the definition, which everybody may read, holds the variable " + name);
                }
            } else {
                compare("the variable " + name, have.get(name), want.get(name), sentences);
            }
        }
    }

    private static void compare(String what, Object have, Object want, List<String> sentences) {
        if (Objects.equals(have, want)) {
            return;
        }
        if (have == null) {
            sentences.add(what + " is missing; it should be " + want);
        } else if (want == null) {
            sentences.add(what + " is " + have + "; it should not be there");
        } else {
            sentences.add(what + " is " + have + "; it should be " + want);
        }
    }

    private static Map<String, Object> parse(String definition) throws ServiceException {
        try {
            return PropertyList.parse(new ByteArrayInputStream(definition.getBytes(StandardCharsets.UTF_8))).orElse(Map.of());
        } catch (XMLStreamException e) {
            throw new ServiceException("the service's definition can't be written as a property list: " + e.getMessage());
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file).equals(text);
        } catch (IOException e) {
            return false;
        }
    }
}
