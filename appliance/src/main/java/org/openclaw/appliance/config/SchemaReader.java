package org.openclaw.appliance.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the resources that say what each key accepts, one line a key, indented by one blank a level:
 *
 * <pre>
 * name type [!] [{a|b}] [low..high] [&gt;n] [=default] [+none|+hot|+restart] [@served] [@secret] [-&gt;alias.of] [/pattern/]
 * </pre>
 *
 * The name {@code *} stands for members by any name, {@code []} for a list's elements, {@code |} for an alternative. Types:
 * obj, open (an object with further members), list, string, int, number, bool, null, any, secret, ref, one (alternatives
 * follow), or several joined by {@code |}; {@code file:x} means the definition is in the resource {@code x.keys}. Reload
 * kind, served and secret are inherited; {@code !} marks a required member.
 */
final class SchemaReader {

    private final BufferedReader lines;
    private String line;

    private SchemaReader(BufferedReader lines) throws IOException {
        this.lines = lines;
        this.line = lines.readLine();
    }

    /** Reads the definition in the resource {@code name.keys}. */
    static SchemaNode read(String name, ReloadKind inherited) {
        try (BufferedReader lines = open(name + ".keys")) {
            return new SchemaReader(lines).node(inherited, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException("the definition of the configuration key " + name + " can't be read", e);
        }
    }

    static List<String> topLevel() {
        try (BufferedReader lines = open("top-level")) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the list of configuration keys can't be read", e);
        }
    }

    private static BufferedReader open(String resource) throws IOException {
        InputStream in = SchemaReader.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("resource " + resource + " is missing");
        }
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private SchemaNode node(ReloadKind inherited, boolean servedAbove, boolean secretAbove) throws IOException {
        int indent = indent(line);
        Line parsed = new Line(line.strip(), inherited, servedAbove, secretAbove);
        line = lines.readLine();
        Map<String, SchemaNode> members = new LinkedHashMap<>();
        List<SchemaNode> alternatives = new ArrayList<>();
        SchemaNode element = null;
        boolean servedBelow = false;
        while (line != null && indent(line) > indent) {
            SchemaNode child = node(parsed.reload, parsed.served, parsed.secret);
            servedBelow |= child.served() || child.servedBelow();
            switch (child.name()) {
                case "*", "[]" -> element = child;
                case "|" -> alternatives.add(child);
                default -> members.put(child.name(), child);
            }
        }
        return parsed.node(members, element, alternatives, servedBelow);
    }

    private static int indent(String line) {
        int indent = 0;
        while (line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }

    /** The words of one line. */
    private static final class Line {
        private final String name;
        private final Set<SchemaNode.Type> types = EnumSet.noneOf(SchemaNode.Type.class);
        private ReloadKind reload;
        private boolean served;
        private boolean secret;
        private boolean open;
        private boolean required;
        private List<String> allowed = List.of();
        private SchemaNode.Bounds bounds = SchemaNode.Bounds.NONE;
        private String pattern;
        private String defaultText;
        private String alias;
        private String file;

        Line(String text, ReloadKind inherited, boolean servedAbove, boolean secretAbove) {
            reload = inherited;
            served = servedAbove;
            secret = secretAbove;
            String words = text;
            int slash = text.indexOf(" /");
            if (slash >= 0) {
                pattern = text.substring(slash + 2, text.length() - 1);
                words = text.substring(0, slash);
            }
            String[] parts = words.split(" ");
            name = parts[0];
            type(parts[1]);
            for (int i = 2; i < parts.length; i++) {
                word(parts[i]);
            }
        }

        private void type(String word) {
            if (word.startsWith("file:")) {
                file = word.substring("file:".length());
                types.add(SchemaNode.Type.ANY);
                return;
            }
            for (String type : word.split("\\|")) {
                types.add(switch (type) {
                    case "obj", "object" -> SchemaNode.Type.OBJECT;
                    case "open" -> {
                        open = true;
                        yield SchemaNode.Type.OBJECT;
                    }
                    case "list" -> SchemaNode.Type.LIST;
                    case "string" -> SchemaNode.Type.STRING;
                    case "int" -> SchemaNode.Type.INTEGER;
                    case "number" -> SchemaNode.Type.NUMBER;
                    case "bool", "boolean" -> SchemaNode.Type.BOOLEAN;
                    case "null" -> SchemaNode.Type.NULL;
                    case "any" -> SchemaNode.Type.ANY;
                    case "secret" -> SchemaNode.Type.SECRET;
                    case "ref" -> SchemaNode.Type.REFERENCE;
                    case "one" -> SchemaNode.Type.ONE;
                    default -> throw new IllegalStateException("unknown type " + type + " of key " + name);
                });
            }
            secret |= types.contains(SchemaNode.Type.SECRET);
        }

        private void word(String word) {
            String rest = word.substring(1);
            switch (word.charAt(0)) {
                case '!' -> required = true;
                case '{' -> allowed = List.of(word.substring(1, word.length() - 1).split("\\|", -1));
                case '=' -> defaultText = rest;
                case '+' -> reload = ReloadKind.valueOf(rest.toUpperCase(Locale.ROOT));
                case '@' -> mark(rest);
                case '>' -> bounds = new SchemaNode.Bounds(bounds.least(), bounds.most(), Double.valueOf(rest));
                default -> {
                    if (word.startsWith("->")) {
                        alias = word.substring(2);
                    } else {
                        range(word);
                    }
                }
            }
        }

        private void mark(String mark) {
            served |= mark.equals("served");
            secret |= mark.equals("secret");
        }

        private void range(String word) {
            int dots = word.indexOf("..");
            if (dots < 0) {
                throw new IllegalStateException("unknown word " + word + " of key " + name);
            }
            bounds = new SchemaNode.Bounds(bound(word.substring(0, dots)), bound(word.substring(dots + 2)), bounds.above());
        }

        private static Double bound(String text) {
            return text.isEmpty() ? null : Double.valueOf(text);
        }

        SchemaNode node(
                Map<String, SchemaNode> members, SchemaNode element, List<SchemaNode> alternatives, boolean servedBelow) {
            return new SchemaNode(name, types, open, required, allowed, bounds, pattern, defaultText, reload, served,
                    servedBelow, secret, alias, members, element, alternatives, file);
        }
    }
}
