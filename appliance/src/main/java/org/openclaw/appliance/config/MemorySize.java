package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory as people write it: {@code "512m"}, {@code "1g"}, {@code 201326592}. Units are powers of 1024. */
public final class MemorySize {

    /** Smallest budget {@code gateway.maxMemory} may set, in bytes: less than the gateway needs when it is idle. */
    public static final long LEAST_BUDGET = 96L * 1024 * 1024;

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,10})([kmg]?)b?");

    private MemorySize() {}

    /** Bytes; empty when the value isn't a size. */
    public static OptionalLong bytes(JsonNode value) {
        Matcher matcher = WRITTEN.matcher(value.asText("").strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return OptionalLong.of(Long.parseLong(matcher.group(1)) << shift);
    }
}
