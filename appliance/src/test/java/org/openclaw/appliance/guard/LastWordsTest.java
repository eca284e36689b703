package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();

    @Test
    void areOneLineThatNamesTheProcess() throws Exception {
        Path file = directory.resolve("last-words");
        Files.writeString(file, "what an earlier run said");
        try (LastWords words = LastWords.open(file, told::add)) {
            assertEquals("", Files.readString(file));
            words.say("memory pressure: level=emergency");
        }
        String begin = "pid " + ProcessHandle.current().pid() + ": ";
        assertEquals(begin + "memory pressure: level=emergency\n", Files.readString(file));
        assertEquals(List.of("memory pressure: level=emergency"), told);
    }

    @Test
    void areCutRatherThanLost() throws Exception {
        Path file = directory.resolve("last-words");
        try (LastWords words = LastWords.open(file, told::add)) {
            words.say("x".repeat(5_000));
        }
        assertEquals(1024, Files.size(file));
        assertTrue(Files.readString(file).endsWith("x\n"));
    }

    @Test
    void areToldOnWhereTheyCannotBeWritten() throws Exception {
        try (LastWords words = LastWords.open(directory.resolve("nowhere/last-words"), told::add)) {
            words.say("memory is short");
        }
        assertEquals(List.of("memory is short"), told);
    }
}
