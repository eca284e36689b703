package org.openclaw.appliance.macos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;

/**
 * A plan as launchd wants it written, launchd.plist(5). Everybody may read the definition, so secret variables go to a file
 * of their own, which a shell reads before it turns into the gateway.
 *
 * @param label the job's name
 * @param environmentFile where its secret variables are, if it has any
 * @param log where both of its streams go
 */
record LaunchAgent(ServicePlan plan, String label, Path environmentFile, Path log) {

    static final String MARK = "openclaw";
    private static final List<String> SHELL = List.of("/bin/sh", "-c", "set -a; . \"$0\"; set +a; exec \"$@\"");
    private static final Pattern SLOT = Pattern.compile("\\$\\{([a-z]+)}");

    /** What XML 1.0 can't express at all. */
    private static final Pattern UNWRITABLE =
            Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    /** The file's text. */
    String definition() throws ServiceException {
        Map<String, String> slots = Map.of(
                "label", escape(label),
                "arguments", arguments().stream().map(LaunchAgent::escape)
                        .map(word -> "    <string>" + word + "</string>").collect(Collectors.joining("\n")),
                "directory", escape(plan.workingDirectory().toString()),
                "environment", environment().entrySet().stream()
                        .map(entry -> "    <key>" + escape(entry.getKey()) + "</key>\n    <string>"
                                + escape(entry.getValue()) + "</string>")
                        .collect(Collectors.joining("\n")),
                "log", escape(log.toString()));
        String text = SLOT.matcher(template())
                .replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
        if (UNWRITABLE.matcher(text).find()) {
            throw new ServiceException("the service's command line or variables hold a control character, which a launchd "
                    + "definition can't; remove it and install again");
        }
        return text;
    }

    /** The text of the file with secret variables: assignments for a POSIX shell, quoted so that it expands nothing. */
    String secrets() {
        return new TreeMap<>(plan.secretEnvironment())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "='" + entry.getValue().replace("'", "'\\''") + "'\n")
                        .collect(Collectors.joining());
    }

    /** The gateway's own command line in the arguments of a definition. */
    static List<String> command(List<String> arguments) {
        boolean wrapped = arguments.size() > SHELL.size() + 1 && arguments.subList(0, SHELL.size()).equals(SHELL);
        return wrapped ? arguments.subList(SHELL.size() + 1, arguments.size()) : arguments;
    }

    private List<String> arguments() {
        if (plan.secretEnvironment().isEmpty()) {
            return plan.command();
        }
        List<String> arguments = new ArrayList<>(SHELL);
        arguments.add(environmentFile.toString());
        arguments.addAll(plan.command());
        return arguments;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(plan.environment());
        environment.put(ServicePlan.MARKER, MARK);
        environment.put("OPENCLAW_SERVICE_KIND", "gateway");
        environment.put("OPENCLAW_SERVICE_VERSION", plan.version());
        return environment;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;");
    }

    private static String template() {
        try (InputStream bytes = LaunchAgent.class.getResourceAsStream("launch-agent.plist")) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
