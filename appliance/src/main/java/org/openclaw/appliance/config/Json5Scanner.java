package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;

/** The tokens of JSON5 (spec.json5.org, sections 2 to 7). Not thread-safe; one per text. */
final class Json5Scanner {

    private static final int MAX_NUMBER_LENGTH = 400;

    private final String text;
    private int position;

    Json5Scanner(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    /** The next character without taking it; NUL at the end. */
    char peek() {
        return atEnd() ? '\0' : text.charAt(position);
    }

    void advance() {
        position++;
    }

    boolean take(char wanted) {
        if (atEnd() || text.charAt(position) != wanted) {
            return false;
        }
        position++;
        return true;
    }

    /** Takes exactly this word, not the beginning of a longer one. */
    boolean word(String wanted) {
        int end = position + wanted.length();
        if (!text.startsWith(wanted, position) || (end < text.length() && isNamePart(text.codePointAt(end)))) {
            return false;
        }
        position = end;
        return true;
    }

    /** Skips white space and comments. */
    void skipBlank() throws Json5Exception {
        while (!atEnd()) {
            char c = text.charAt(position);
            if (isSpace(c)) {
                position++;
            } else if (c == '/' && text.startsWith("//", position)) {
                skipLine();
            } else if (c == '/' && text.startsWith("/*", position)) {
                int end = text.indexOf("*/", position + 2);
                if (end < 0) {
                    throw expected("'*/' to end this comment");
                }
                position = end + 2;
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        while (!atEnd() && !isLineEnd(text.charAt(position))) {
            position++;
        }
    }

    /** A member's name: a string in quotes or an identifier. */
    String key() throws Json5Exception {
        if (peek() == '"' || peek() == '\'') {
            return string();
        }
        StringBuilder name = new StringBuilder();
        while (!atEnd()) {
            int c = text.codePointAt(position);
            int length = Character.charCount(c);
            if (c == '\\' && text.startsWith("\\u", position)) {
                position += 2;
                c = hex(4);
                length = 0;
            }
            if (!(name.isEmpty() ? isNameStart(c) : isNamePart(c))) {
                break;
            }
            name.appendCodePoint(c);
            position += length;
        }
        if (name.isEmpty()) {
            throw expected("a key (a name, or a string in quotes) or '}'");
        }
        return name.toString();
    }

    String string() throws Json5Exception {
        int start = position;
        char quote = text.charAt(position++);
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(position++);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\\') {
                escape(value);
            } else if (c == '\n' || c == '\r') {
                position--;
                throw expected("the closing " + quote + " of this string before the line ends");
            } else {
                value.append(c);
            }
        }
        position = start;
        throw expected("a closing " + quote + " for the string that begins here; it is never closed");
    }

    private void escape(StringBuilder value) throws Json5Exception {
        if (atEnd()) {
            throw expected("a character after '\\'");
        }
        char c = text.charAt(position++);
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000B');
            case 'x' -> value.append((char) hex(2));
            case 'u' -> value.append((char) hex(4));
            case '\r' -> take('\n');
            case '\n', '\u2028', '\u2029' -> { }
            default -> literalEscape(c, value);
        }
    }

    private void literalEscape(char c, StringBuilder value) throws Json5Exception {
        boolean digitFollows = !atEnd() && isDigit(text.charAt(position));
        if (c == '0' && !digitFollows) {
            value.append('\0');
        } else if (isDigit(c)) {
            position--;
            throw expected("an escape that JSON5 knows (digits can't be escaped)");
        } else {
            value.append(c);
        }
    }

    private int hex(int digits) throws Json5Exception {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = atEnd() ? -1 : Character.digit(text.charAt(position), 16);
            if (digit < 0 || text.charAt(position) > 'f') {
                throw expected(digits + " hexadecimal digits");
            }
            value = value * 16 + digit;
            position++;
        }
        return value;
    }

    JsonNode number() throws Json5Exception {
        int start = position;
        boolean negative = peek() == '-';
        if (negative || peek() == '+') {
            position++;
        }
        if (word("Infinity")) {
            return JsonNodeFactory.instance.numberNode(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        if (word("NaN")) {
            return JsonNodeFactory.instance.numberNode(Double.NaN);
        }
        if (text.startsWith("0x", position) || text.startsWith("0X", position)) {
            return hexadecimal(negative);
        }
        return decimal(start);
    }

    private JsonNode hexadecimal(boolean negative) throws Json5Exception {
        position += 2;
        int start = position;
        while (!atEnd() && text.charAt(position) <= 'f' && Character.digit(text.charAt(position), 16) >= 0) {
            position++;
        }
        if (position == start) {
            throw expected("hexadecimal digits after 0x");
        }
        endOfNumber(start);
        BigInteger value = new BigInteger(text.substring(start, position), 16);
        return whole(negative ? value.negate() : value);
    }

    private JsonNode decimal(int start) throws Json5Exception {
        int firstDigit = position;
        int digits = skipDigits();
        if (digits > 1 && text.charAt(firstDigit) == '0') {
            position = firstDigit;
            throw expected("a number without leading zeros");
        }
        boolean real = take('.');
        digits += real ? skipDigits() : 0;
        if (digits == 0) {
            position = start;
            throw expected("a value (a number, a string in quotes, true, false, null, { or [)");
        }
        if (take('e') || take('E')) {
            real = true;
            if (!take('+')) {
                take('-');
            }
            if (skipDigits() == 0) {
                throw expected("digits of the exponent");
            }
        }
        endOfNumber(start);
        String written = text.substring(text.charAt(start) == '+' ? start + 1 : start, position);
        return real ? JsonNodeFactory.instance.numberNode(Double.parseDouble(written)) : whole(new BigInteger(written));
    }

    private int skipDigits() {
        int start = position;
        while (!atEnd() && isDigit(text.charAt(position))) {
            position++;
        }
        return position - start;
    }

    private void endOfNumber(int start) throws Json5Exception {
        if (position - start > MAX_NUMBER_LENGTH) {
            throw expected("a number of at most " + MAX_NUMBER_LENGTH + " digits");
        }
        if (!atEnd() && isNamePart(text.codePointAt(position))) {
            throw expected("the end of the number; text belongs in quotes");
        }
    }

    private static JsonNode whole(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return JsonNodeFactory.instance.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(value.longValue())
                : JsonNodeFactory.instance.numberNode(value.doubleValue());
    }

    /** What to throw: the place, what was expected and what stands there instead. */
    Json5Exception expected(String what) {
        int end = Math.min(position, text.length());
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Json5Exception("expected " + what + ", found " + found(), line, end - lineStart + 1);
    }

    private String found() {
        if (atEnd()) {
            return "the end of the file";
        }
        int c = text.codePointAt(position);
        if (c == '\n' || c == '\r') {
            return "the end of the line";
        }
        return Character.isISOControl(c) ? String.format("control character U+%04X", c) : "'" + Character.toString(c) + "'";
    }

    static boolean isNameStart(int c) {
        return c == '$' || c == '_' || Character.isLetter(c) || Character.getType(c) == Character.LETTER_NUMBER;
    }

    static boolean isNamePart(int c) {
        int type = Character.getType(c);
        return isNameStart(c)
                || isDigit(c)
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.CONNECTOR_PUNCTUATION
                || c == '\u200C'
                || c == '\u200D';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\u00A0' || c == '\uFEFF' || isLineEnd(c)
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }
}
