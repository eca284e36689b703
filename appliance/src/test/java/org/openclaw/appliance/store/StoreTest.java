package org.openclaw.appliance.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.store.StoreException.Reason;

class StoreTest {

    @TempDir
    private Path directory;

    private Path file;
    private Store store;

    @BeforeEach
    void open() {
        file = directory.resolve("state/openclaw.sqlite");
        store = Store.open(file);
        store.write(sql -> sql.update("CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT)"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void readsWhatWasWritten() {
        long id = store.write(sql -> sql.insert("INSERT INTO note(text) VALUES (?)", "hello"));
        assertEquals("hello", store.read(sql -> sql.first("SELECT text FROM note WHERE id=?", row -> row.text("text"), id)).orElseThrow());
    }

    @Test
    void worksOnAfterGivingItsCachesBack() {
        add("before");
        assertEquals(2, store.trim());
        add("after");
        assertEquals(List.of("before", "after"), notes());
    }

    @Test
    void isTrimmedOnlyWhereNobodyReads() {
        int asked = store.read(sql -> trimmedElsewhere());
        assertEquals(1, asked);
    }

    private int trimmedElsewhere() {
        try {
            return java.util.concurrent.CompletableFuture.supplyAsync(store::trim).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsWhatWasWrittenAcrossAReopen() {
        add("kept");
        store.close();
        store = Store.open(file);
        assertEquals(List.of("kept"), notes());
        assertTrue(store.report().isEmpty());
    }

    @Test
    void undoesAFailingWorkAlone() throws Exception {
        CountDownLatch queued = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            // Holds the writer until the other two wait in one group.
            Future<?> first = callers.submit(() -> store.write(sql -> {
                awaitUninterruptibly(queued);
                return sql.update("INSERT INTO note(text) VALUES ('first')");
            }));
            Future<?> failing = callers.submit(() -> store.write(sql -> {
                sql.update("INSERT INTO note(text) VALUES ('never')");
                throw new IllegalStateException("changed my mind");
            }));
            Future<?> last = callers.submit(() -> store.write(sql -> sql.update("INSERT INTO note(text) VALUES ('last')")));
            queued.countDown();
            first.get();
            last.get();
            ExecutionException e = assertThrows(ExecutionException.class, failing::get);
            assertEquals("changed my mind", e.getCause().getMessage());
        }
        assertEquals(List.of("first", "last"), notes().stream().sorted().toList());
    }

    @Test
    void commitsManyCallersAndLosesNone() throws Exception {
        List<Future<?>> writes = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                String text = "n" + i;
                writes.add(callers.submit(() -> {
                    add(text);
                    assertTrue(notes().contains(text), "visible once write returns");
                }));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        }
        assertEquals(500, notes().size());
    }

    @Test
    void tellsTheOperatorWhenTheDiskIsFullAndReadsOn() {
        add("before");
        AtomicInteger refusals = new AtomicInteger();
        store.onRefusal(refusals::incrementAndGet);
        store.write(sql -> sql.query("PRAGMA max_page_count=1", row -> null));
        StoreException e = assertThrows(StoreException.class, () -> add("x".repeat(2_000_000)));
        assertEquals(1, refusals.get());
        assertTrue(e.isOfDisk());
        assertEquals(Reason.FULL, e.reason());
        assertTrue(e.getMessage().contains("Free some space"), e.getMessage());
        assertEquals(List.of("before"), notes());
        store.write(sql -> sql.query("PRAGMA max_page_count=1000000", row -> null));
        add("after");
        assertEquals(List.of("before", "after"), notes());
    }

    @Test
    void savesASmallWorkWhenABigOneOfItsGroupFillsTheDisk() throws Exception {
        store.write(sql -> sql.query("PRAGMA max_page_count=100", row -> null));
        CountDownLatch queued = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> holder = callers.submit(() -> store.write(sql -> {
                awaitUninterruptibly(queued);
                return null;
            }));
            Future<?> big = callers.submit(() -> add("x".repeat(2_000_000)));
            Future<?> small = callers.submit(() -> add("small"));
            queued.countDown();
            holder.get();
            small.get();
            assertThrows(ExecutionException.class, big::get);
        }
        assertEquals(List.of("small"), notes());
    }

    @Test
    void tellsTheOperatorWhenTheDiskIsReadOnlyAndReadsOn() {
        add("before");
        store.write(sql -> sql.update("PRAGMA query_only=1"));
        StoreException e = assertThrows(StoreException.class, () -> add("never"));
        assertEquals(Reason.READ_ONLY, e.reason());
        assertEquals(List.of("before"), notes());
    }

    @Test
    void refusesToWriteThroughTheReader() {
        assertThrows(StoreException.class, () -> store.read(sql -> sql.update("DELETE FROM note")));
    }

    @Test
    void refusesAWriteInsideAWrite() {
        assertThrows(IllegalStateException.class, () -> store.write(sql -> store.write(inner -> 1)));
        add("still works");
        assertEquals(List.of("still works"), notes());
    }

    @Test
    void refusesWorkAfterClose() {
        store.close();
        assertThrows(StoreException.class, () -> add("late"));
    }

    @Test
    void keepsItsFilesToTheirOwner() throws Exception {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
        add("note");
        for (String name : List.of("openclaw.sqlite", "openclaw.sqlite-wal", "openclaw.sqlite-shm")) {
            assertEquals("rw-------", mode(file.resolveSibling(name)), name);
        }
        assertEquals("rwx------", mode(file.getParent()));
    }

    @Test
    void bindsEveryKindOfParameter() {
        String text = store.write(sql -> sql.first(
                        "SELECT ? || ? || ? || ? || ifnull(?, 'null') AS all_of_them",
                        row -> row.text("all_of_them"),
                        "a",
                        1,
                        2L,
                        true,
                        null)
                .orElseThrow());
        assertEquals("a121null", text);
        assertFalse(store.read(sql -> sql.first("SELECT 1 AS one", row -> row.isNull("one"))).orElseThrow());
    }

    @Test
    void carriesTheDriversWordsAsTheCause() {
        StoreException e = assertThrows(StoreException.class, () -> store.write(sql -> sql.update("no such sql")));
        assertEquals(Reason.OTHER, e.reason());
        assertTrue(e.getCause().getCause() instanceof SQLException, "the driver's exception is kept");
    }

    private void add(String text) {
        store.write(sql -> sql.update("INSERT INTO note(text) VALUES (?)", text));
    }

    private List<String> notes() {
        return store.read(sql -> sql.query("SELECT text FROM note ORDER BY id", row -> row.text("text")));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
