package org.openclaw.appliance.approval;

/** Text as it is, with nothing in it that a screen would hide: who approves a command must see all of it. */
final class VisibleText {

    private VisibleText() {}

    /** Control, formatting (bidirectional, zero-width) and lone surrogate characters are shown as escapes. */
    static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || !isHidden(c)) {
                visible.appendCodePoint(c);
            } else {
                visible.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return visible.toString();
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == 0x3164 || c == 0x115f || c == 0x1160 || c == 0xffa0;
        };
    }
}
