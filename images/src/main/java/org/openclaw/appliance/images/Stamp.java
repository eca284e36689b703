package org.openclaw.appliance.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Remembers what a build step was made from, so that an unchanged step is skipped. */
final class Stamp {

    private final Path file;
    private final MessageDigest digest;

    Stamp(Path directory, String step) {
        this.file = directory.resolve(step + ".sha256");
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    Stamp text(String input) {
        digest.update(input.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    /** Adds the content and the names below a file or directory. */
    Stamp files(Path root) throws IOException {
        if (!Files.exists(root)) {
            return text("absent " + root.getFileName());
        }
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile).sorted()::iterator) {
                text(root.relativize(path).toString());
                digest.update(Files.readAllBytes(path));
            }
        }
        return this;
    }

    Stamp files(List<Path> roots) throws IOException {
        for (Path root : roots) {
            text(root.getFileName().toString()).files(root);
        }
        return this;
    }

    /**
     * Runs the step unless its inputs are the same as at the last success.
     *
     * @return the digest of the inputs, an input of later steps
     */
    String unlessUnchanged(Path product, String what, Step step) throws IOException {
        String now = HexFormat.of().formatHex(digest.digest());
        boolean same = Files.exists(product) && Files.exists(file) && Files.readString(file).equals(now);
        if (same) {
            Progress.line(what + ": unchanged");
            return now;
        }
        Files.deleteIfExists(file);
        long start = System.nanoTime();
        step.run();
        Files.createDirectories(file.getParent());
        Files.writeString(file, now);
        Progress.line("%s: made in %.1f s".formatted(what, (System.nanoTime() - start) / 1e9));
        return now;
    }

    interface Step {
        void run() throws IOException;
    }
}
