package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

    @TempDir
    Path folder;

    @Test
    void isMadeWithTemplatesOnFirstUseOnly() throws Exception {
        Workspace workspace = new Workspace(folder.resolve("w"));
        workspace.createOnFirstUse();
        assertTrue(Files.size(folder.resolve("w/AGENTS.md")) > 0);
        Files.delete(folder.resolve("w/SOUL.md"));
        workspace.createOnFirstUse();
        assertFalse(Files.exists(folder.resolve("w/SOUL.md")));
    }

    @Test
    void missingFilesAreFine() {
        assertEquals("", new Workspace(folder).context(100, 1_000));
    }

    @Test
    void longFilesAreCutWithANotice() throws Exception {
        Files.writeString(folder.resolve("AGENTS.md"), "ä".repeat(50_000));
        String context = new Workspace(folder).context(1_000, 60_000);
        assertTrue(context.length() < 1_100);
        assertTrue(context.contains("AGENTS.md is longer"));
    }

    @Test
    void allFilesTogetherStayWithinTheTotal() throws Exception {
        for (String name : Workspace.FILES) {
            Files.writeString(folder.resolve(name), "x".repeat(900));
        }
        String context = new Workspace(folder).context(1_000, 2_000);
        assertTrue(context.chars().filter(c -> c == 'x').count() <= 2_000);
    }

    @Test
    void theUsersFileHasItsOwnCap() throws Exception {
        Files.writeString(folder.resolve("USER.md"), "x".repeat(10_000));
        assertTrue(new Workspace(folder).context(20_000, 60_000).length() < Workspace.MOST_OF_USER + 50);
    }
}
