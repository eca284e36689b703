package org.openclaw.appliance.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.server.Await;

class ConfigWatchTest {

    private static final long NEVER = 3_600_000;

    @TempDir
    Path directory;

    private final AtomicInteger told = new AtomicInteger();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private ConfigWatch watch;

    private Path watched(List<Path> more, long pollMillis, boolean events) throws Exception {
        Path file = Files.writeString(directory.resolve("openclaw.json"), "{}");
        watch = new ConfigWatch(file, () -> more, told::incrementAndGet, scheduler, workers);
        watch.start(pollMillis, events);
        return file;
    }

    @AfterEach
    void stop() {
        watch.close();
        scheduler.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void manyStepsOfAnEditorAreOneChange() throws Exception {
        Path file = watched(List.of(), NEVER, true);
        for (int i = 0; i < 20; i++) {
            Path next = Files.writeString(directory.resolve("4913"), "{i: " + i + "}");
            Files.move(file, directory.resolve("openclaw.json~"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(next, file);
        }
        Await.until("the change is noticed", () -> told.get() > 0);
        assertEquals(1, told.get());
    }

    @Test
    void otherFilesOfTheDirectoryDontCount() throws Exception {
        Path file = watched(List.of(), NEVER, true);
        Files.writeString(directory.resolve("openclaw.json.bak"), "{}");
        Files.writeString(file, "{a: 1}");
        Await.until("the change is noticed", () -> told.get() > 0);
        assertEquals(1, told.get());
    }

    @Test
    void looksByItselfWhereTheSystemTellsNothing() throws Exception {
        Path file = watched(List.of(), 20, false);
        Files.writeString(file, "{some: 'thing'}");
        Await.until("the change is noticed", () -> told.get() == 1);
        Files.delete(file);
        Await.until("its end is noticed", () -> told.get() == 2);
    }

    @Test
    void looksAtIncludedFilesToo() throws Exception {
        Path included = Files.writeString(directory.resolve("agents.json5"), "{}");
        watched(List.of(included), 20, true);
        Files.writeString(included, "{some: 'thing'}");
        Await.until("the change is noticed", () -> told.get() == 1);
    }
}
