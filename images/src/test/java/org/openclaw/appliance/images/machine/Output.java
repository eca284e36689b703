package org.openclaw.appliance.images.machine;

/**
 * What a command inside the machine did.
 *
 * @param status its exit status
 * @param text what it wrote to standard output and standard error, in the order it came
 */
public record Output(int status, String text) {

    /** The text, provided that the command succeeded. */
    public String orFail() {
        if (status != 0) {
            throw new AssertionError("exit status " + status + ":\n" + text);
        }
        return text;
    }
}
