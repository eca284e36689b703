package org.openclaw.appliance.tool;

/** A tool can't do what it was asked. The message is told to the model, and names no secret. */
public final class ToolException extends Exception {

    public ToolException(String message) {
        super(message, null, false, false);
    }
}
