package org.openclaw.appliance.recall;

import java.io.IOException;
import java.util.List;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** {@code memory_search} and {@code memory_get}. */
public final class RecallTools {

    private static final int USUAL_HITS = 6;
    private static final int USUAL_LINES = 120;

    private RecallTools() {}

    public static List<Tool> of(Recall recall) {
        return List.of(new Search(recall), new Get(recall));
    }

    private record Search(Recall recall) implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of(
                            "memory_search",
                            ToolSpec.Group.MEMORY,
                            "Searches your notes (MEMORY.md, memory/*.md) and earlier conversations by words; at most 50 hits. "
                                    + "Use it before you answer about earlier work, decisions, dates, people or preferences.",
                            """
                            {"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":500},\
                            "maxResults":{"type":"integer","minimum":1,"maximum":50}},"required":["query"]}""")
                    .in(ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING)
                    .readOnly();
        }

        @Override
        public ToolResult call(ToolCall call) throws ToolException {
            try {
                return ToolResult.of(recall.search(
                        call.agentId(),
                        call.arguments().text("query"),
                        call.arguments().number("maxResults", USUAL_HITS, 1, Recall.MOST_HITS)));
            } catch (IOException e) {
                throw new ToolException("the notes can't be read: " + e.getMessage());
            }
        }
    }

    private record Get(Recall recall) implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of(
                            "memory_get",
                            ToolSpec.Group.MEMORY,
                            "Reads lines of one of your notes, by the path that memory_search gave; at most 400 lines.",
                            """
                            {"type":"object","properties":{"path":{"type":"string","minLength":1,"maxLength":500},\
                            "from":{"type":"integer","minimum":1},"lines":{"type":"integer","minimum":1,"maximum":400}},\
                            "required":["path"]}""")
                    .in(ToolSpec.Profile.CODING, ToolSpec.Profile.MESSAGING)
                    .readOnly();
        }

        @Override
        public ToolResult call(ToolCall call) throws ToolException {
            try {
                return ToolResult.of(recall.get(
                        call.agentId(),
                        call.arguments().text("path"),
                        call.arguments().number("from", 1, 1, Integer.MAX_VALUE),
                        call.arguments().number("lines", USUAL_LINES, 1, 400)));
            } catch (IllegalArgumentException e) {
                throw new ToolException(e.getMessage());
            } catch (IOException e) {
                throw new ToolException("the note can't be read: " + e.getMessage());
            }
        }
    }
}
