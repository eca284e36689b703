package org.openclaw.appliance.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the small text files of {@code /proc} and {@code /sys}, whose size the kernel reports as 0. */
final class SmallFile {

    private static final int MOST_BYTES = 64 * 1024;

    private SmallFile() {}

    /** The first 64 KiB without surrounding white space and NULs; empty where the file can't be read. */
    static Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).replace("\0", "").strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The decimal number that is the whole file; empty for anything else, such as cgroup's {@code max}. */
    static OptionalLong number(Path file) {
        return text(file).map(SmallFile::parse).orElse(OptionalLong.empty());
    }

    private static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
