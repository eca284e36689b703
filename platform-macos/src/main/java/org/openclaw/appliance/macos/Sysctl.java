package org.openclaw.appliance.macos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the values that sysctl gives as bytes. */
final class Sysctl {

    private Sysctl() {}

    /** An int or a long, by its size. */
    static OptionalLong number(Optional<ByteBuffer> value) {
        return value.map(bytes -> switch (bytes.capacity()) {
                    case Integer.BYTES -> OptionalLong.of(Integer.toUnsignedLong(bytes.getInt(0)));
                    case Long.BYTES -> OptionalLong.of(bytes.getLong(0));
                    default -> OptionalLong.empty();
                })
                .orElse(OptionalLong.empty());
    }

    /** A string that ends with NUL. */
    static Optional<String> text(Optional<ByteBuffer> value) {
        return value.map(bytes -> new String(bytes.array(), StandardCharsets.UTF_8).replace("\0", "").strip())
                .filter(text -> !text.isEmpty());
    }

    /** The long at an offset of a structure; empty where the structure ends before. */
    static OptionalLong longAt(Optional<ByteBuffer> structure, int offset) {
        return structure
                .filter(bytes -> bytes.capacity() >= offset + Long.BYTES)
                .map(bytes -> OptionalLong.of(bytes.getLong(offset)))
                .orElse(OptionalLong.empty());
    }
}
