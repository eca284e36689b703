package org.openclaw.appliance.images;

/** What the build says while it works. */
public final class Progress {

    private Progress() {}

    public static void line(String text) {
        System.out.println("[images] " + text);
    }
}
