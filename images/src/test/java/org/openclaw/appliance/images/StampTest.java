package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampTest {

    @TempDir
    Path directory;

    private Path input;
    private Path product;
    private int runs;

    @BeforeEach
    void prepare() throws IOException {
        input = Files.writeString(directory.resolve("input"), "one");
        product = directory.resolve("product");
    }

    @Test
    void skipsAStepWhoseInputsAreTheSame() throws IOException {
        make();
        make();
        assertEquals(1, runs);
    }

    @Test
    void repeatsAStepWhenAnInputChanges() throws IOException {
        make();
        Files.writeString(input, "two");
        make();
        assertEquals(2, runs);
    }

    @Test
    void repeatsAStepWhoseProductIsGone() throws IOException {
        make();
        Files.delete(product);
        make();
        assertEquals(2, runs);
    }

    @Test
    void repeatsAStepThatFailed() throws IOException {
        make();
        Files.writeString(input, "two");
        assertThrows(AssemblyException.class, () -> stamp().unlessUnchanged(product, "step", () -> {
            throw new AssemblyException("no");
        }));
        Files.writeString(input, "one");
        make();
        assertEquals(2, runs);
    }

    private void make() throws IOException {
        stamp().unlessUnchanged(product, "step", () -> {
            runs++;
            Files.writeString(product, "made");
        });
    }

    private Stamp stamp() throws IOException {
        return new Stamp(directory.resolve("stamps"), "step").files(input);
    }
}
