package org.openclaw.appliance.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.ToolSpec.Group;
import org.openclaw.appliance.tool.ToolSpec.Profile;

class ToolPolicyTest {

    private static final Tools TOOLS = tools();

    /** Every row: the configuration (of all agents; of this one), who asks, and what is left. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {} | {} | openai/x | true | read write exec web_fetch sessions_list message cron gateway nodes
        {} | {} | openai/x | false | read write exec web_fetch sessions_list message
        {"profile":"minimal"} | {} | openai/x | true | gateway
        {"profile":"coding"} | {} | openai/x | true | read write exec web_fetch sessions_list cron gateway
        {"profile":"messaging"} | {} | openai/x | true | sessions_list message gateway
        {"profile":"messaging"} | {} | openai/x | false | sessions_list message
        {"profile":"full"} | {} | openai/x | true | read write exec web_fetch sessions_list message cron gateway nodes
        {"profile":"coding"} | {"profile":"messaging"} | openai/x | true | sessions_list message gateway
        {"profile":"minimal","alsoAllow":["group:fs"]} | {} | openai/x | true | read write gateway
        {"profile":"minimal"} | {"alsoAllow":["EXEC"]} | openai/x | true | exec gateway
        {"deny":["group:runtime"]} | {} | openai/x | true | read write web_fetch sessions_list message cron gateway nodes
        {"deny":["bash","automations"]} | {} | openai/x | true | read write web_fetch sessions_list message gateway nodes
        {"allow":["group:fs"]} | {} | openai/x | true | read write
        {"allow":["group:fs"],"deny":["write"]} | {} | openai/x | true | read
        {"allow":["*"],"deny":["*"]} | {} | openai/x | true |
        {"allow":[]} | {} | openai/x | false | read write exec web_fetch sessions_list message
        {"allow":["*e*"]} | {"deny":["*_*"]} | openai/x | true | read write exec message gateway nodes
        {"allow":["read"]} | {"allow":["write"]} | openai/x | true |
        {"deny":["read"]} | {"allow":["read","exec"]} | openai/x | true | exec
        {"allow":["group:openclaw"]} | {} | openai/x | true | web_fetch sessions_list message cron gateway nodes
        {"byProvider":{"openai":{"profile":"minimal"}}} | {} | openai/x | true | gateway
        {"byProvider":{"openai":{"profile":"minimal"}}} | {} | anthropic/x | false | read write exec web_fetch sessions_list message
        {"byProvider":{"openai/x":{"allow":["read"]},"openai":{"deny":["read"]}}} | {} | openai/x | true | read
        {"byProvider":{"openai/x":{"allow":["read"]},"openai":{"deny":["read"]}}} | {} | openai/y | false | write exec web_fetch sessions_list message
        {} | {"byProvider":{"openai":{"deny":["group:fs","group:runtime"]}}} | openai/x | false | web_fetch sessions_list message
        {"allow":["gateway","nodes"]} | {} | openai/x | false |
        """)
    void leavesWhatTheLayersLeave(String all, String own, String model, boolean owner, String left) throws Exception {
        JsonNode agent = Json.parse(own);
        ToolPolicy policy = policy(all, agent);
        String[] ref = model.split("/");

        List<Tool> allowed = policy.allowed(TOOLS, new ToolPolicy.Audience("main", ref[0], ref[1], owner));

        assertEquals(left == null ? "" : left, String.join(" ", allowed.stream().map(tool -> tool.spec().name()).toList()));
    }

    @Test
    void namesTheProfileInForce() throws Exception {
        assertEquals(Profile.FULL, policy("{}", Json.object()).profile("main"));
        assertEquals(Profile.CODING, policy("{\"profile\":\"coding\"}", Json.object()).profile("main"));
    }

    @Test
    void matchesHostilePatternsQuickly() {
        assertFalse(ToolNames.matches("*a".repeat(2_000) + "b", "a".repeat(2_000)));
        assertTrue(ToolNames.matches("s*_*t", "sessions_list"));
        assertFalse(ToolNames.matches("", "x"));
    }

    private static ToolPolicy policy(String all, JsonNode own) throws Exception {
        Config config = new Config(Json.object().set("tools", Json.parse(all)), "h");
        return new ToolPolicy(() -> config, agentId -> own);
    }

    private static Tools tools() {
        Tools tools = new Tools();
        tools.add(() -> List.of(
                tool(ToolSpec.of("read", Group.FS, "d", "{}").in(Profile.CODING)),
                tool(ToolSpec.of("write", Group.FS, "d", "{}").in(Profile.CODING)),
                tool(ToolSpec.of("exec", Group.RUNTIME, "d", "{}").in(Profile.CODING)),
                tool(ToolSpec.of("web_fetch", Group.WEB, "d", "{}").in(Profile.CODING)),
                tool(ToolSpec.of("sessions_list", Group.SESSIONS, "d", "{}").in(Profile.CODING, Profile.MESSAGING)),
                tool(ToolSpec.of("message", Group.MESSAGING, "d", "{}").in(Profile.MESSAGING)),
                tool(ToolSpec.of("cron", Group.AUTOMATION, "d", "{}").in(Profile.CODING).forOwner()),
                tool(ToolSpec.of("gateway", Group.AUTOMATION, "d", "{}")
                        .in(Profile.MINIMAL, Profile.CODING, Profile.MESSAGING)
                        .forOwner()),
                tool(ToolSpec.of("nodes", Group.NODES, "d", "{}").forOwner())));
        return tools;
    }

    private static Tool tool(ToolSpec spec) {
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return spec;
            }

            @Override
            public ToolResult call(ToolCall call) {
                return ToolResult.of("done");
            }
        };
    }
}
