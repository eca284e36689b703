package org.openclaw.appliance.fetch;

import java.util.Locale;

/** The text of a web page: what people read of it, headings and list items marked, links with their address. */
final class HtmlText {

    private static final int MOST_TAG = 8_000;
    private static final int MOST_ENTITY = 10;

    private final String html;
    private final int most;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder title = new StringBuilder();
    private int at;
    private boolean inTitle;
    private boolean preformatted;
    private String link;
    private int linkStart;

    private HtmlText(String html, int most) {
        this.html = html;
        this.most = most;
    }

    /** @param text at most as long as asked for */
    record Page(String title, String text, boolean cut) {}

    static Page of(String html, int mostChars) {
        return new HtmlText(html, mostChars).read();
    }

    private Page read() {
        while (at < html.length() && text.length() < most) {
            char c = html.charAt(at);
            if (c == '<') {
                markup();
            } else if (c == '&') {
                entity();
            } else {
                put(c);
                at++;
            }
        }
        boolean cut = at < html.length();
        String all = text.toString().strip();
        return new Page(title.toString().strip(), all.length() > most ? all.substring(0, most) : all, cut);
    }

    private void markup() {
        if (html.startsWith("<!--", at)) {
            int end = html.indexOf("-->", at + 4);
            at = end < 0 ? html.length() : end + 3;
            return;
        }
        int end = tagEnd();
        if (end < 0) {
            put('<');
            at++;
            return;
        }
        String tag = html.substring(at + 1, end);
        at = end + 1;
        boolean closing = tag.startsWith("/");
        String name = name(closing ? tag.substring(1) : tag);
        if (!closing && isSkipped(name)) {
            skipTo("</" + name);
        } else {
            apply(name, closing, tag);
        }
    }

    // The end of a tag is a ">" outside of quotes.
    private int tagEnd() {
        char quote = 0;
        int last = Math.min(html.length(), at + MOST_TAG);
        char next = at + 1 < html.length() ? html.charAt(at + 1) : ' ';
        if (!Character.isLetter(next) && next != '/' && next != '!' && next != '?') {
            return -1;
        }
        for (int i = at + 1; i < last; i++) {
            char c = html.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i;
            }
        }
        return -1;
    }

    private static String name(String tag) {
        int end = 0;
        while (end < tag.length() && Character.isLetterOrDigit(tag.charAt(end))) {
            end++;
        }
        return tag.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isSkipped(String name) {
        return switch (name) {
            case "script", "style", "noscript", "template", "svg", "iframe", "object", "select" -> true;
            default -> false;
        };
    }

    private void skipTo(String end) {
        for (int i = html.indexOf('<', at); i >= 0; i = html.indexOf('<', i + 1)) {
            if (html.regionMatches(true, i, end, 0, end.length())) {
                at = i;
                return;
            }
        }
        at = html.length();
    }

    private void apply(String name, boolean closing, String tag) {
        switch (name) {
            case "title" -> inTitle = !closing;
            case "pre" -> {
                preformatted = !closing;
                newLine(1);
            }
            case "br" -> text.append('\n');
            case "a" -> link(closing, tag);
            case "li" -> {
                newLine(1);
                if (!closing) {
                    text.append("- ");
                }
            }
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                newLine(2);
                if (!closing) {
                    text.append("#".repeat(name.charAt(1) - '0')).append(' ');
                }
            }
            case "p", "ul", "ol", "table", "blockquote", "article", "section", "header", "footer", "main", "nav", "form",
                    "hr", "dl" -> newLine(2);
            case "div", "tr", "dt", "dd", "figure", "figcaption" -> newLine(1);
            case "td", "th" -> {
                if (closing) {
                    text.append(" | ");
                }
            }
            default -> { }
        }
    }

    private void link(boolean closing, String tag) {
        if (!closing) {
            link = attribute(tag, "href");
            linkStart = text.length();
        } else if (link != null) {
            boolean shown = text.length() > linkStart && (link.startsWith("http") || link.startsWith("/"));
            if (shown && link.length() < 500) {
                text.insert(linkStart, '[').append("](").append(link).append(')');
            }
            link = null;
        }
    }

    private static String attribute(String tag, String name) {
        int i = tag.toLowerCase(Locale.ROOT).indexOf(name + "=");
        if (i < 0 || i + name.length() + 1 >= tag.length()) {
            return null;
        }
        int from = i + name.length() + 1;
        char quote = tag.charAt(from);
        if (quote == '"' || quote == '\'') {
            int end = tag.indexOf(quote, from + 1);
            return end < 0 ? null : tag.substring(from + 1, end);
        }
        int end = from;
        while (end < tag.length() && !Character.isWhitespace(tag.charAt(end))) {
            end++;
        }
        return tag.substring(from, end);
    }

    private void newLine(int wanted) {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == ' ') {
            length--;
        }
        text.setLength(length);
        int have = 0;
        while (have < length && have < wanted && text.charAt(length - 1 - have) == '\n') {
            have++;
        }
        if (length > 0) {
            text.append("\n".repeat(wanted - have));
        }
    }

    private void put(char c) {
        if (inTitle) {
            if (title.length() < 300) {
                title.append(Character.isWhitespace(c) ? ' ' : c);
            }
            return;
        }
        if (preformatted || !Character.isWhitespace(c)) {
            text.append(c);
        } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
            text.append(' ');
        }
    }

    private void entity() {
        int end = html.indexOf(';', at);
        String name = end > at && end - at <= MOST_ENTITY ? html.substring(at + 1, end) : "";
        int code = code(name);
        if (code < 0) {
            put('&');
            at++;
            return;
        }
        for (char c : Character.toChars(code)) {
            put(c);
        }
        at = end + 1;
    }

    private static int code(String name) {
        try {
            if (name.startsWith("#")) {
                boolean hex = name.startsWith("#x") || name.startsWith("#X");
                int code = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
                return Character.isValidCodePoint(code) && code > 0 ? code : 0xfffd;
            }
        } catch (NumberFormatException e) {
            return -1;
        }
        return switch (name) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            case "nbsp" -> ' ';
            case "ndash" -> 0x2013;
            case "mdash" -> 0x2014;
            case "hellip" -> 0x2026;
            case "copy" -> 0xa9;
            case "euro" -> 0x20ac;
            case "rsquo" -> 0x2019;
            case "lsquo" -> 0x2018;
            case "rdquo" -> 0x201d;
            case "ldquo" -> 0x201c;
            case "auml" -> 0xe4;
            case "ouml" -> 0xf6;
            case "uuml" -> 0xfc;
            case "Auml" -> 0xc4;
            case "Ouml" -> 0xd6;
            case "Uuml" -> 0xdc;
            case "szlig" -> 0xdf;
            case "eacute" -> 0xe9;
            case "deg" -> 0xb0;
            default -> -1;
        };
    }
}
