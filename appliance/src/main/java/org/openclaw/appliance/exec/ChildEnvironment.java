package org.openclaw.appliance.exec;

import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openclaw.appliance.platform.ChildProcesses;
import org.openclaw.appliance.tool.ToolException;

/**
 * What a command finds in its environment: what every program of this user needs, and nothing else of the gateway's own,
 * whose variables hold keys and passwords under names nobody can list.
 */
final class ChildEnvironment {

    private static final List<String> PASSED = List.of(
            "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "XDG_RUNTIME_DIR",
            "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
            "SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
            "ProgramFiles", "ProgramData", "windir");
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MOST_OVERRIDES = 64;

    private ChildEnvironment() {}

    /** @param prepend folders that come first in {@code PATH} */
    static Map<String, String> of(Map<String, String> gateway, List<String> prepend, Map<String, String> overrides, String id) {
        Map<String, String> environment = new HashMap<>();
        for (String name : PASSED) {
            String value = gateway.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        gateway.forEach((name, value) -> {
            if (name.startsWith("LC_")) {
                environment.put(name, value);
            }
        });
        environment.put("PATH", path(gateway, prepend));
        environment.putIfAbsent("TERM", "dumb");
        environment.putAll(overrides);
        environment.put("OPENCLAW_SHELL", "exec");
        environment.put(ChildProcesses.MARK, id);
        return environment;
    }

    static String path(Map<String, String> gateway, List<String> prepend) {
        String own = gateway.getOrDefault("PATH", gateway.getOrDefault("Path", USUAL_PATH));
        String separator = File.pathSeparator;
        return prepend.isEmpty() ? own : String.join(separator, prepend) + separator + own;
    }

    /** @throws ToolException for a variable that would change what a program is, and not only what it does */
    static void check(Map<String, String> overrides) throws ToolException {
        if (overrides.size() > MOST_OVERRIDES) {
            throw new ToolException("\"env\" may have at most " + MOST_OVERRIDES + " variables");
        }
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            String name = override.getKey().toUpperCase(Locale.ROOT);
            boolean plain = name.matches("[A-Z_][A-Z0-9_]{0,127}") && override.getValue().indexOf('\0') < 0;
            if (!plain) {
                throw new ToolException("\"env\" has a variable that can't be one");
            }
            if (changesPrograms(name)) {
                throw new ToolException("\"env\" must not set " + override.getKey() + ": it decides which program runs");
            }
        }
    }

    private static boolean changesPrograms(String name) {
        return switch (name) {
            case "PATH", "IFS", "ENV", "BASH_ENV", "SHELLOPTS", "BASHOPTS", "PS4", "PROMPT_COMMAND", "SHELL", "HOME",
                    "PYTHONSTARTUP", "PYTHONPATH", "PYTHONHOME", "PERL5OPT", "PERL5LIB", "RUBYOPT", "RUBYLIB",
                    "NODE_OPTIONS", "NODE_PATH", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH",
                    "EDITOR", "VISUAL", "PAGER", "MANPAGER", "GIT_PAGER", "GIT_EDITOR", "GIT_SSH", "GIT_SSH_COMMAND",
                    "GIT_EXEC_PATH", "GIT_EXTERNAL_DIFF", "LESSOPEN", "LESSCLOSE", "GCONV_PATH", "LOCPATH" -> true;
            default -> name.startsWith("LD_") || name.startsWith("DYLD_") || name.startsWith("OPENCLAW_")
                    || name.startsWith("BASH_FUNC_") || name.startsWith("GIT_CONFIG");
        };
    }
}
