package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Pins the configuration's keys, so that none changes its type, its default or what a change of it takes unnoticed. */
class KeyTableTest {

    private static final Path SERVED = Path.of("src/test/resources/org/openclaw/appliance/config/served-keys.txt");

    private static List<String> table(String resource) throws IOException {
        try (InputStream in = KeyTableTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    private static String type(SchemaNode node) {
        if (node.is(SchemaNode.Type.SECRET)) {
            return "secret";
        }
        if (node.is(SchemaNode.Type.ONE) || node.types().size() > 1) {
            return "several";
        }
        if (!node.allowed().isEmpty()) {
            return "enum:" + String.join(",", new TreeSet<>(node.allowed()));
        }
        return node.is(SchemaNode.Type.INTEGER) ? "integer" : node.types().iterator().next().shown();
    }

    private static String row(String path, SchemaNode node) {
        String standing = node.defaultText() == null ? "-" : node.defaultText();
        return path + " " + type(node) + " " + standing + " " + node.reload().wireName()
                + (node.alias() == null ? "" : " ->" + node.alias());
    }

    private static SchemaNode find(String path) {
        SchemaNode node = SchemaReader.read(path.substring(0, path.indexOf('.')), ReloadKind.RESTART);
        for (String key : path.substring(path.indexOf('.') + 1).split("\\.")) {
            node = node.member(key);
            assertTrue(node != null, path);
        }
        return node;
    }

    private static void served(String path, SchemaNode definition, Set<String> rows) {
        SchemaNode node = definition.file() == null ? definition : SchemaReader.read(definition.file(), definition.reload());
        boolean branch = !node.members().isEmpty() || node.element() != null && !node.element().members().isEmpty();
        if (node.served() && !branch || node.alias() != null) {
            rows.add(row(path, node));
        }
        node.members().forEach((key, member) -> served(path + "." + key, member, rows));
        if (node.element() != null) {
            served(path + ".*", node.element(), rows);
        }
    }

    @Test
    void theGatewaysKeysAreThoseOfTheProtocol() throws IOException {
        List<String> rows = table("gateway-keys.txt");
        List<String> ours = new ArrayList<>();
        for (String row : rows) {
            String path = row.substring(0, row.indexOf(' '));
            ours.add(row(path, find(path)));
        }
        assertEquals(String.join("\n", rows), String.join("\n", ours));
        assertEquals(105, rows.size());
    }

    /** Run with {@code -Dregenerate} to write the table anew after a change that is meant; the diff shows what it was. */
    @Test
    void everyServedKeyIsAsTheTableHasIt() throws IOException {
        Set<String> rows = new TreeSet<>();
        for (String section : SchemaReader.topLevel()) {
            served(section, SchemaReader.read(section, ReloadKind.RESTART), rows);
        }
        if (System.getProperty("regenerate") != null) {
            Files.writeString(SERVED, "# Every key with an effect, and every other spelling of one: path, type, default, what a change takes.\n"
                    + String.join("\n", rows) + "\n");
        }
        assertEquals(String.join("\n", table("served-keys.txt")), String.join("\n", rows));
    }

    @Test
    void whatAChangeOfAServedKeyTakesIsFoundByItsPath() throws IOException {
        for (String row : table("served-keys.txt")) {
            String[] words = row.split(" ");
            String kind = words[words.length - 1].startsWith("->") ? words[words.length - 2] : words[words.length - 1];
            assertEquals(kind, ConfigSchema.reloadKind(words[0]).wireName(), words[0]);
            assertEquals(kind, ConfigSchema.lookup(words[0]).orElseThrow().reloadKind().wireName(), words[0]);
        }
    }
}
