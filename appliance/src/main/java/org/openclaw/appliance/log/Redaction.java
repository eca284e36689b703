package org.openclaw.appliance.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

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
    private static final int MOST_PATTERNS = 64;
    private static final int LONGEST_SECRET = 4 * 1024;

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
    private volatile Pattern[] ownPatterns = {};

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

    /**
     * Masks what these patterns match, besides all it knows by itself; replaces the patterns given before.
     *
     * @param expressions regular expressions, matched without regard to case, or {@code /expression/flags}
     * @return what is wrong with those that can't be used, a sentence each
     */
    public List<String> patterns(List<String> expressions) {
        List<Pattern> usable = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String expression : expressions.subList(0, Math.min(MOST_PATTERNS, expressions.size()))) {
            try {
                usable.add(pattern(expression));
            } catch (PatternSyntaxException e) {
                wrong.add("\"" + expression + "\" is no regular expression: " + e.getDescription());
            }
        }
        ownPatterns = usable.toArray(Pattern[]::new);
        return wrong;
    }

    private static Pattern pattern(String expression) {
        int end = expression.lastIndexOf('/');
        if (!expression.startsWith("/") || end < 1) {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
        }
        String flags = expression.substring(end + 1);
        return Pattern.compile(
                expression.substring(1, end),
                (flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                        | (flags.contains("m") ? Pattern.MULTILINE : 0)
                        | (flags.contains("s") ? Pattern.DOTALL : 0));
    }

    /**
     * As {@link #mask}, of the beginning of the text alone, with an ellipsis where something was cut off. A secret across the
     * cut doesn't show either.
     *
     * @param most longest result, in UTF-16 units
     */
    public String mask(String text, int most) {
        if (text.length() <= most) {
            return mask(text);
        }
        // What begins before the cut has to be seen whole to be known for a secret.
        boolean whole = text.length() <= most + LONGEST_SECRET;
        String masked = mask(whole ? text : text.substring(0, most + LONGEST_SECRET));
        int end = whole ? masked.length() : Math.max(0, masked.length() - LONGEST_SECRET);
        return end <= most && whole ? masked : masked.substring(0, Math.min(most, end)) + "…";
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
        for (Pattern own : ownPatterns) {
            masked = own.matcher(masked).replaceAll(MASK);
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
