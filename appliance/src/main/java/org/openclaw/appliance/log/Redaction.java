package org.openclaw.appliance.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Masks secrets before anything is written: the very values the gateway knows to be secret, and whatever looks like one.
 * Thread-safe. Text without secrets is returned as it came and costs one search per known value and shape.
 */
public final class Redaction {

    /** What stands in a secret's place. */
    public static final String MASK = "***";

    /** Shorter values are not registered: masking them would tear holes into ordinary words. */
    public static final int SHORTEST_SECRET = 6;

    private static final int MOST_SECRETS = 512;

    /** Each shape is looked for only where its lower-case hint occurs. Text in group 1 stays. */
    private static final List<Shape> SHAPES = List.of(
            new Shape("-----begin", "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\\z)"),
            new Shape("bearer", "(?i)(\\bbearer\\s+)[A-Za-z0-9._~+/=-]{6,}"),
            new Shape("basic", "(\\b[Bb]asic\\s+)[A-Za-z0-9+/=]{8,}"),
            new Shape("sk-", "\\bsk-[A-Za-z0-9_-]{8,}"),
            new Shape("gh", "\\bgh[pousr]_[A-Za-z0-9]{20,}"),
            new Shape("github_pat_", "\\bgithub_pat_[A-Za-z0-9_]{20,}"),
            new Shape("xox", "\\bxox[a-z]-[A-Za-z0-9-]{10,}"),
            new Shape("xapp-", "\\bxapp-[A-Za-z0-9-]{10,}"),
            new Shape("aiza", "\\bAIza[A-Za-z0-9_-]{20,}"),
            new Shape("gsk_", "\\bgsk_[A-Za-z0-9_-]{10,}"),
            new Shape("hf_", "\\bhf_[A-Za-z0-9]{20,}"),
            new Shape("eyj", "\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*"),
            new Shape(":aa", "\\b\\d{6,}:AA[A-Za-z0-9_-]{30,}"),
            new Shape("://", "(://[^\\s/:@]*:)[^\\s/@]+(?=@)"),
            named("token"),
            named("password"),
            named("passwd"),
            named("secret"),
            named("key"),
            new Shape("cookie", "(?i)(\\b(?:set-)?cookie\\s*:\\s*)[^\\r\\n]+"));

    private volatile String[] secrets = {};

    /**
     * Masks this value from now on, wherever it appears, also in its URL-encoded form. Blank and very short values are
     * ignored, and so is anything beyond 512 values.
     */
    public synchronized void register(String secret) {
        if (secret == null || secret.strip().length() < SHORTEST_SECRET || secrets.length >= MOST_SECRETS) {
            return;
        }
        Set<String> known = new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(value -> value));
        known.addAll(List.of(secrets));
        known.add(secret.strip());
        known.add(URLEncoder.encode(secret.strip(), StandardCharsets.UTF_8));
        secrets = known.toArray(String[]::new);
    }

    /** The text with every secret replaced by {@value #MASK}. */
    public String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            if (masked.contains(secret)) {
                masked = masked.replace(secret, MASK);
            }
        }
        String lower = masked.toLowerCase(Locale.ROOT);
        for (Shape shape : SHAPES) {
            if (lower.contains(shape.hint)) {
                masked = shape.mask(masked);
            }
        }
        return masked;
    }

    /**
     * {@code token=x}, {@code "apiKey": "x"}, {@code --password x} and the like; the name stays. "Unrecognized key: x" names a
     * configuration key, which is what its reader is after.
     */
    private static Shape named(String word) {
        String name = "[A-Za-z0-9_.-]*" + word + "[A-Za-z0-9_]{0,8}";
        String value = "(?:\"[^\"]{4,}\"?|'[^']{4,}'?|[^\\s\"',;&)}\\]]{4,})";
        return new Shape(
                word, "(?i)((?<![A-Za-z0-9_.-])(?<!unrecognized )(?:" + name + "[\"']?\\s{0,2}[=:]\\s{0,2}|--" + name + "[ =]))(?!\\*\\*\\*)" + value);
    }

    private static final class Shape {

        private final String hint;
        private final String regex;
        private volatile Pattern pattern;

        Shape(String hint, String regex) {
            this.hint = hint;
            this.regex = regex;
        }

        /** Compiles the pattern when the hint is first met: most programs never meet most of them. */
        String mask(String text) {
            Pattern compiled = pattern;
            if (compiled == null) {
                compiled = Pattern.compile(regex);
                pattern = compiled;
            }
            return compiled.matcher(text)
                    .replaceAll(match -> (match.groupCount() > 0 && match.group(1) != null ? match.group(1) : "") + MASK);
        }
    }
}
