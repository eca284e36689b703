package org.openclaw.appliance.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Markdown files that a new workspace begins with. */
public final class WorkspaceTemplates {

    private static final List<String> NAMES = Workspace.FILES.subList(0, 5);

    private WorkspaceTemplates() {}

    /** Makes the folder and those files that aren't there. @return the names of the files it wrote */
    public static List<String> writeMissing(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> written = new ArrayList<>();
        for (String name : NAMES) {
            try (InputStream template = WorkspaceTemplates.class.getResourceAsStream("workspace/" + name)) {
                Files.copy(template, folder.resolve(name));
                written.add(name);
            } catch (FileAlreadyExistsException e) {
                // The owner's own.
                continue;
            }
        }
        return written;
    }
}
