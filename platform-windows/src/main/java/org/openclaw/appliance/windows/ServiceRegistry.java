package org.openclaw.appliance.windows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.CommandRunner.Output;

/** What the registry holds about services, read with {@code reg.exe query}. Thread-safe. */
final class ServiceRegistry {

    static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

    /** Where procrun keeps what a service runs; a 64-bit prunsrv uses the 32-bit view, too. */
    static final String PROCRUN = "HKLM\\SOFTWARE\\WOW6432Node\\Apache Software Foundation\\Procrun 2.0";

    private static final String REG = "reg.exe";
    private static final Pattern VALUE = Pattern.compile("^ {4}(\\S.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$");
    private static final String LIST_SEPARATOR = "\\0";

    private final WindowsTools tools;

    ServiceRegistry(WindowsTools tools) {
        this.tools = tools;
    }

    /** The service's own key, its values by name; empty where there is no such service. */
    Optional<Map<String, String>> service(String name) {
        return ask(SERVICES + "\\" + name)
                .map(output -> ownValues(output.text(), name));
    }

    /** What procrun runs for the service: values by their path below {@code Parameters}, lists as lists. */
    Optional<Map<String, List<String>>> parameters(String name) {
        return ask(PROCRUN + "\\" + name + "\\Parameters", "/s").map(output -> parse(output.text()));
    }

    /** The names of services whose key's name holds the word. */
    List<String> servicesNamed(String word) {
        return ask(SERVICES, "/k", "/f", word)
                .map(output -> output.text().lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("HKEY_"))
                        .map(line -> line.substring(line.lastIndexOf('\\') + 1))
                        .toList())
                .orElse(List.of());
    }

    /** Saves what procrun runs for a service, to be brought back by {@link #load}. */
    boolean save(String name, String file) {
        return WindowsTools.isFine(tools.change(REG, "export", PROCRUN + "\\" + name, file, "/y"));
    }

    boolean load(String file) {
        return WindowsTools.isFine(tools.change(REG, "import", file));
    }

    void deleteParameters(String name) {
        tools.change(REG, "delete", PROCRUN + "\\" + name, "/f");
    }

    private Optional<Output> ask(String key, String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "query";
        all[1] = key;
        System.arraycopy(words, 0, all, 2, words.length);
        return tools.ask(REG, all).filter(output -> output.exitStatus() == 0);
    }

    private static Map<String, String> ownValues(String text, String name) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean own = false;
        for (String line : text.lines().toList()) {
            Matcher value = VALUE.matcher(line);
            if (line.startsWith("HKEY_")) {
                own = line.strip().toLowerCase(Locale.ROOT).endsWith("\\" + name.toLowerCase(Locale.ROOT));
            } else if (own && value.matches()) {
                values.put(value.group(1), plain(value.group(2), value.group(3)));
            }
        }
        return values;
    }

    static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String prefix = "";
        for (String line : text.lines().toList()) {
            Matcher value = VALUE.matcher(line);
            if (line.startsWith("HKEY_")) {
                String key = line.strip();
                String below = key.substring(key.lastIndexOf('\\') + 1);
                prefix = below.equals("Parameters") ? "" : below + "\\";
            } else if (value.matches()) {
                values.put(prefix + value.group(1), list(value.group(2), value.group(3)));
            }
        }
        return values;
    }

    private static List<String> list(String type, String text) {
        if (!type.equals("REG_MULTI_SZ")) {
            return List.of(plain(type, text));
        }
        return text == null ? List.of() : List.of(text.split(Pattern.quote(LIST_SEPARATOR)));
    }

    private static String plain(String type, String text) {
        if (text == null) {
            return "";
        }
        return type.equals("REG_DWORD") ? Long.toString(Long.decode(text)) : text;
    }
}
