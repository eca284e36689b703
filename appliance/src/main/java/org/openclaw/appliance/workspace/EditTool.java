package org.openclaw.appliance.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Replaces passages of a file of the workspace: each must be there exactly once, or nothing is changed. */
final class EditTool implements Tool {

    private static final int MOST_EDITS = 50;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "edit",
                    ToolSpec.Group.FS,
                    "Change a text file of the workspace: each edit replaces oldText, which must occur exactly once, by newText. "
                            + "All edits are made, or none.",
                    """
                    {"type":"object","required":["path"],"properties":{
                    "path":{"type":"string","description":"File, below the workspace."},
                    "edits":{"type":"array","items":{"type":"object","required":["oldText","newText"],"properties":{
                    "oldText":{"type":"string"},"newText":{"type":"string"}}}},
                    "oldText":{"type":"string","description":"Instead of edits, for a single one."},
                    "newText":{"type":"string"}}}""")
            .in(ToolSpec.Profile.CODING)
            .within(Duration.ofSeconds(30));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        String path = call.arguments().text("path");
        JsonNode edits = call.arguments().json().path("edits");
        if (edits.size() > MOST_EDITS) {
            throw new ToolException("At most " + MOST_EDITS + " edits at once.");
        }
        Confined folder = new Confined(call.workspace());
        String text = folder.read(path, (file, size) -> {
            if (size > WriteTool.MOST_BYTES) {
                throw new ToolException(path + " is larger than " + WriteTool.MOST_BYTES + " bytes; change it with exec.");
            }
            // One more than allowed, should it have grown meanwhile.
            ByteBuffer content = ByteBuffer.allocate((int) size + 1);
            while (content.hasRemaining() && file.read(content) >= 0) {
                continue;
            }
            try {
                // Strictly: what is no text would come back changed.
                return StandardCharsets.UTF_8.newDecoder().decode(content.flip()).toString();
            } catch (CharacterCodingException e) {
                throw new ToolException(path + " is no UTF-8 text file.");
            }
        });
        int made = 0;
        for (JsonNode edit : edits) {
            text = replaced(text, edit.path("oldText").asText(), edit.path("newText").asText());
            made++;
        }
        if (edits.isEmpty()) {
            text = replaced(text, call.arguments().text("oldText"), call.arguments().optionalText("newText").orElse(""));
            made++;
        }
        folder.write(path, WriteTool.bytes(text));
        return ToolResult.of("Changed " + made + " passage" + (made == 1 ? "" : "s") + " of " + path + ".",
                Json.object().put("edits", made));
    }

    private static String replaced(String text, String oldText, String newText) throws ToolException {
        if (oldText.isEmpty()) {
            throw new ToolException("oldText must not be empty.");
        }
        int at = text.indexOf(oldText);
        if (at < 0) {
            throw new ToolException("This text is not in the file: " + ToolResult.shortened(oldText, 200)
                    + "\nNothing was changed. Read the file and copy the passage exactly.");
        }
        if (text.indexOf(oldText, at + 1) >= 0) {
            throw new ToolException("This text is in the file more than once: " + ToolResult.shortened(oldText, 200)
                    + "\nNothing was changed. Take more of what surrounds it.");
        }
        return text.substring(0, at) + newText + text.substring(at + oldText.length());
    }
}
