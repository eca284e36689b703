package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.protocol.Json;

class SchemaTest {

    private static void visit(BiConsumer<String, SchemaNode> visitor) {
        for (String section : SchemaReader.topLevel()) {
            visit(section, SchemaReader.read(section, ReloadKind.RESTART), visitor);
        }
    }

    private static void visit(String path, SchemaNode node, BiConsumer<String, SchemaNode> visitor) {
        visitor.accept(path, node);
        if (node.file() != null) {
            visit(path, SchemaReader.read(node.file(), node.reload()), visitor);
        }
        node.members().forEach((key, member) -> visit(path + "." + key, member, visitor));
        node.alternatives().forEach(alternative -> visit(path + "|", alternative, visitor));
        if (node.element() != null) {
            visit(path + ".*", node.element(), visitor);
        }
    }

    @Test
    void everyDefinitionCanBeReadAndItsDefaultIsAccepted() {
        List<String> seen = new ArrayList<>();
        visit((path, node) -> {
            seen.add(path);
            if (node.pattern() != null) {
                assertDoesNotThrow(() -> Pattern.compile(node.pattern()), path);
            }
            if (node.defaultText() != null) {
                JsonNode value = Json5.valueOrText(node.defaultText());
                assertTrue(ValueCheck.fault(node, value).isEmpty(), path + " refuses its default " + value);
            }
        });
        assertTrue(seen.size() > 5_000, "only " + seen.size() + " keys");
    }

    @Test
    void everyAliasPointsAtAKnownKey() {
        List<String> aliases = new ArrayList<>();
        visit((path, node) -> {
            if (node.alias() != null) {
                aliases.add(path);
                assertTrue(ConfigSchema.lookup(node.alias()).isPresent(), path + " -> " + node.alias());
            }
        });
        assertTrue(aliases.containsAll(List.of("gateway.host", "gateway.logLevel", "gateway.nodes.allowCommands", "agents.list")));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.port,RESTART", "gateway.bind,RESTART", "gateway.auth.token,HOT", "gateway.remote.url,NONE",
        "gateway.reload.mode,NONE", "gateway.controlUi.allowedOrigins,HOT", "gateway.maxMemory,HOT", "logging.level,NONE",
        "agents.defaults.workspace,HOT", "agents.entries.main.identity.name,HOT", "agents.ownership,NONE",
        "channels.telegram.botToken,HOT", "models.providers.local.baseUrl,HOT", "discovery.mdns.mode,HOT",
        "nobody.knows.this,RESTART", "env.vars.X,RESTART", "cron.enabled,HOT"
    })
    void knowsWhatAChangeTakes(String path, ReloadKind kind) {
        assertEquals(kind, ConfigSchema.reloadKind(path));
    }

    @Test
    void describesOneKeyAndItsChildren() {
        ConfigSchema.Lookup port = ConfigSchema.lookup("gateway.port").orElseThrow();
        assertEquals("{\"type\":\"integer\",\"minimum\":1,\"maximum\":65535,\"default\":18789}", Json.text(port.schema()));
        assertTrue(port.served());
        ConfigSchema.Lookup auth = ConfigSchema.lookup("gateway.auth").orElseThrow();
        assertTrue(auth.children().stream().anyMatch(child -> child.key().equals("token") && child.hint().path("sensitive").asBoolean()));
        assertTrue(ConfigSchema.lookup("gateway.foo").isEmpty());
        assertTrue(ConfigSchema.lookup("channels.telegram.accounts.*.botToken").orElseThrow().hint().path("sensitive").asBoolean());
        assertFalse(ConfigSchema.lookup("").isPresent());
    }

    @Test
    void writesOneJsonSchema() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigSchema.write(out);
        JsonNode schema = Json.mapper().readTree(out.toByteArray());
        assertEquals(ConfigSchema.DIALECT, schema.path("$schema").asText());
        assertEquals("integer", schema.at("/properties/gateway/properties/port/type").asText());
        assertFalse(schema.path("additionalProperties").asBoolean(true));
    }
}
