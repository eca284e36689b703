package org.openclaw.appliance.images;

/** The distribution can't be made; the message is a whole sentence for whoever runs the build. */
public final class AssemblyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AssemblyException(String message) {
        super(message);
    }

    public AssemblyException(String message, Throwable cause) {
        super(message, cause);
    }
}
