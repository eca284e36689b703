package org.openclaw.appliance.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.tool.ToolException;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ConfinedTest {

    private static final String SECRET = "the secret outside";

    @TempDir
    Path folder;

    private Path workspace;
    private Path outside;
    private Confined confined;

    @BeforeEach
    void prepare() throws Exception {
        workspace = Files.createDirectory(folder.resolve("workspace"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), SECRET);
        Files.writeString(workspace.resolve("own.txt"), "own");
        Files.createDirectories(workspace.resolve("a/b"));
        Files.writeString(workspace.resolve("a/b/deep.txt"), "deep");
        Files.createSymbolicLink(workspace.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(workspace.resolve("folder"), outside);
        Files.createSymbolicLink(workspace.resolve("a/up"), Path.of("../../outside"));
        Files.createSymbolicLink(workspace.resolve("inner"), Path.of("own.txt"));
        Files.createSymbolicLink(workspace.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(workspace.resolve("dangling"), outside.resolve("new.txt"));
        confined = new Confined(workspace);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "../outside/secret.txt", "a/../../outside/secret.txt", "a/b/../../../outside/secret.txt", "..", "../..", ".", "",
        "/etc/passwd", "//etc/passwd", "link.txt", "folder/secret.txt", "a/up/secret.txt", "./folder/./secret.txt", "inner",
        "loop", "loop/x", "dangling", "/proc/self/environ", "folder/../folder/secret.txt", "a", "a/b", "own.txt/x",
        "a/b/deep.txt/../../../link.txt", "missing.txt", "folder", "a\u0000b"
    })
    void neitherReadsNorWritesWhatIsNoFileOfItsOwn(String path) throws Exception {
        ToolException refused = assertThrows(ToolException.class, () -> read(path));
        assertFalse(refused.getMessage().contains(SECRET));
        if (!path.equals("missing.txt")) {
            assertThrows(ToolException.class, () -> confined.write(path, "overwritten".getBytes(StandardCharsets.UTF_8)));
        }
        assertEquals(SECRET, Files.readString(outside.resolve("secret.txt")));
        assertFalse(Files.exists(outside.resolve("new.txt")));
        try (var left = Files.list(outside)) {
            assertEquals(1, left.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own.txt", "./own.txt", "a/../own.txt"})
    void readsItsOwnFiles(String path) throws Exception {
        assertEquals("own", read(path));
        assertEquals("own", read(workspace.resolve(path).toString()));
    }

    @Test
    void doesNotWaitForAPipe() throws Exception {
        Process made = new ProcessBuilder("mkfifo", workspace.resolve("pipe").toString()).start();
        assertEquals(0, made.waitFor());
        assertTrue(assertThrows(ToolException.class, () -> read("pipe")).getMessage().contains("no regular file"));
    }

    @Test
    void writesWithItsFoldersAndKeepsPermissions() throws Exception {
        confined.write("x/y/z.txt", "new".getBytes(StandardCharsets.UTF_8));
        assertEquals("new", Files.readString(workspace.resolve("x/y/z.txt")));
        Files.setPosixFilePermissions(workspace.resolve("own.txt"), PosixFilePermissions.fromString("rwx------"));
        confined.write("own.txt", "changed".getBytes(StandardCharsets.UTF_8));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.resolve("own.txt"))));
        try (var left = Files.list(workspace)) {
            assertTrue(left.noneMatch(file -> file.getFileName().toString().startsWith(".own")), "no temporary file stays");
        }
    }

    @Test
    void worksThroughALinkTheOperatorMadeOfTheWorkspace() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("configured"), workspace);
        assertEquals("own", new Confined(link).read("own.txt", (file, size) -> "own"));
        assertThrows(ToolException.class, () -> new Confined(link).read("folder/secret.txt", (file, size) -> "x"));
    }

    /** A folder that turns into a link and back, over and over, while it is walked through. */
    @Test
    void isNotFooledByAFolderThatChangesIntoALink() throws Exception {
        Path real = Files.createDirectory(workspace.resolve("real"));
        Files.writeString(real.resolve("secret.txt"), "harmless");
        Path flipping = workspace.resolve("flip");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger flips = new AtomicInteger();
        Thread flipper = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    Files.move(real, flipping);
                    Files.move(flipping, real);
                    Files.createSymbolicLink(flipping, outside);
                    Files.delete(flipping);
                    flips.incrementAndGet();
                } catch (IOException e) {
                    // The writer has made a folder in between.
                    removeFolder(flipping);
                }
            }
        });
        try {
            for (int i = 0; i < 3_000; i++) {
                try {
                    assertEquals("harmless", read("flip/secret.txt"));
                } catch (ToolException e) {
                    assertFalse(e.getMessage().contains(SECRET));
                }
                try {
                    confined.write("flip/planted.txt", new byte[] {1});
                } catch (ToolException e) {
                    assertFalse(Files.exists(outside.resolve("planted.txt")));
                }
            }
        } finally {
            over.set(true);
            flipper.join();
        }
        assertFalse(Files.exists(outside.resolve("planted.txt")));
        assertTrue(flips.get() > 100, "flipped " + flips + " times");
    }

    private static void removeFolder(Path flipping) {
        try {
            Files.deleteIfExists(flipping.resolve("planted.txt"));
            Files.deleteIfExists(flipping);
        } catch (IOException e) {
            // Is being written to; the next round removes it.
            Thread.onSpinWait();
        }
    }

    private String read(String path) throws ToolException {
        return confined.read(path, (file, size) -> {
            ByteBuffer content = ByteBuffer.allocate(100);
            file.read(content);
            return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        });
    }
}
