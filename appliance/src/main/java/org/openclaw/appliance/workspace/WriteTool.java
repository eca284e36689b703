package org.openclaw.appliance.workspace;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Makes or replaces a file of the workspace. */
final class WriteTool implements Tool {

    /** Most bytes of one file written. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "write",
                    ToolSpec.Group.FS,
                    "Create or overwrite a text file of the workspace, with its folders; at most 1 MiB.",
                    """
                    {"type":"object","required":["path","content"],"properties":{
                    "path":{"type":"string","description":"File, below the workspace."},
                    "content":{"type":"string","description":"The whole new content."}}}""")
            .in(ToolSpec.Profile.CODING)
            .within(Duration.ofSeconds(30));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        String path = call.arguments().text("path");
        byte[] content = bytes(call.arguments().optionalText("content").orElse(""));
        new Confined(call.workspace()).write(path, content);
        return ToolResult.of("Wrote " + content.length + " bytes to " + path + ".", Json.object().put("bytes", content.length));
    }

    static byte[] bytes(String content) throws ToolException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new ToolException("The file would be larger than " + MOST_BYTES + " bytes.");
        }
        return bytes;
    }
}
