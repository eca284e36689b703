package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Lets an agent read how the gateway is configured, without secrets. It changes nothing. */
public final class GatewayTool implements Tool {

    private static final ToolSpec SPEC = ToolSpec.of(
                    "gateway",
                    ToolSpec.Group.AUTOMATION,
                    "Read the gateway's configuration (config.get, without secrets) or what a key of it means "
                            + "(config.schema.lookup). It can't be changed from here.",
                    """
                    {"type":"object","required":["action"],"properties":{
                    "action":{"type":"string","enum":["config.get","config.schema.lookup"]},
                    "path":{"type":"string","description":"A dotted key such as gateway.bind; needed for config.schema.lookup."}}}""")
            .forOwner()
            .readOnly()
            .within(Duration.ofSeconds(20));

    private final Supplier<Config> config;

    public GatewayTool(Supplier<Config> config) {
        this.config = config;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        String path = call.arguments().optionalText("path").orElse("").strip();
        if (call.arguments().text("action").equals("config.schema.lookup")) {
            return ConfigSchema.lookup(path)
                    .map(SchemaView::of)
                    .map(ToolResult::of)
                    .orElseThrow(() -> new ToolException("The configuration has no key " + path + "."));
        }
        Config now = config.get();
        JsonNode shown = now.with(Redaction.redact(now.root())).root();
        for (String key : path.isEmpty() ? new String[0] : path.split("\\.")) {
            shown = shown.path(key);
        }
        if (shown.isMissingNode()) {
            return ToolResult.of(path + " is not set.");
        }
        return ToolResult.of(Json.pretty(shown));
    }
}
