package org.openclaw.appliance.workspace;

import java.util.List;
import org.openclaw.appliance.tool.Tool;

/** The tools {@code read}, {@code write} and {@code edit}. */
public final class FileTools {

    private FileTools() {}

    public static List<Tool> all() {
        return List.of(new ReadTool(), new WriteTool(), new EditTool());
    }
}
